package dev.microkernel.net.http;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.net.URI;
import java.net.http.HttpHeaders;

/** What a streamed exchange tells its listener, in order. The exchange's actor is also the sender. */
public sealed interface HttpStreamEvent {

    /** The exchange's actor. */
    ActorRef<HttpStreamCommand> stream();

    /**
     * The server has answered, whatever the status, and the body follows.
     *
     * @param uri where the last redirect led
     */
    record Opened(ActorRef<HttpStreamCommand> stream, URI uri, int status, HttpHeaders headers)
            implements HttpStreamEvent {}

    /** The next piece of the body, as the server sent it; not empty. */
    record Received(ActorRef<HttpStreamCommand> stream, Bytes piece) implements HttpStreamEvent {}

    /** All has come; the last event. */
    record Completed(ActorRef<HttpStreamCommand> stream) implements HttpStreamEvent {}

    /** There is no answer, or not all of it; the last event. */
    record Failed(ActorRef<HttpStreamCommand> stream, NetFailure failure) implements HttpStreamEvent {}
}
