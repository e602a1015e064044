package dev.microkernel.net.sse;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.NetFailure;
import java.net.URI;
import java.time.Duration;

/** What a stream of events tells its listener, in order. The stream's actor is also the sender. */
public sealed interface SseEvent {

    /** The stream's actor. */
    ActorRef<SseCommand> source();

    /**
     * It is connected, for the first time or again.
     *
     * @param uri where the last redirect led
     */
    record Opened(ActorRef<SseCommand> source, URI uri) implements SseEvent {}

    /** The server has sent an event. */
    record Received(ActorRef<SseCommand> source, ServerSentEvent event) implements SseEvent {}

    /** The connection is lost, or was not had, and will be tried again. */
    record Reconnecting(ActorRef<SseCommand> source, NetFailure failure, Duration delay) implements SseEvent {}

    /**
     * It is given up: the server has answered with something else or wants no more connections (204), a limit was
     * broken, or there were too many failures; the last event.
     */
    record Failed(ActorRef<SseCommand> source, NetFailure failure) implements SseEvent {}
}
