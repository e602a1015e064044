package dev.microkernel.net.sse;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.net.http.Http;
import java.net.http.HttpRequest;

/**
 * Streams of server-sent events, as the WHATWG's HTML standard describes them (9.2). A stream is an actor that tells its
 * listener what comes; it connects again, with the last id, when the connection is lost.
 *
 * <pre>{@code
 * context.spawn(Sse.source(http, request, SseOptions.DEFAULT, context.adapter(SseEvent.class, News::new)));
 * }</pre>
 */
public final class Sse {

    private Sse() {}

    /**
     * A stream of events. The actor stops behind {@link SseEvent.Failed}, when its listener stops, or when it is stopped,
     * which tells nobody. It is temporary. Type {@code sse}. Unlike browsers it also connects again when the server answers
     * 429 or 5xx, for that is what a server says that is being restarted.
     *
     * @param request usually a GET; the header {@code Accept} is set, and {@code Last-Event-ID} when it connects again
     * @param listener hears what happens
     */
    public static ActorSpec<SseCommand> source(
            Http http, HttpRequest request, SseOptions options, ActorRef<? super SseEvent> listener) {
        return ActorSpec.<SseCommand>of(context -> EventSource.open(context, http, request, options, listener))
                .withType("sse")
                .withRestart(RestartType.TEMPORARY);
    }
}
