package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of an event stream.
 *
 * @param actor takes what is to go out as events; stops when the client is gone, so watch it, or drop it when it refuses. A
 *     {@link org.springframework.http.codec.ServerSentEvent} goes out as it is, with its id and name; of anything else,
 *     the event's data is made: text as it is, bytes in Base64, the rest as JSON
 * @param lastId the id of the last event that the client got, or the browser says it got; null if none had an id
 */
public record SseClient(ActorRef<Object> actor, @Nullable String lastId) {

    /** The id of the last event that the client got, if any: what came after it is to be sent again. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(lastId);
    }
}
