package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;

/** Makes the behaviour of one client's actor, which takes the events of its connection and nothing else. */
@FunctionalInterface
public interface TcpHandler {

    /**
     * Makes the behaviour, before the first event.
     *
     * @param context the actor's own
     * @param connection a child of the actor
     * @throws Exception the actor failed to start, and the client is disconnected
     */
    Behavior<TcpEvent> create(ActorContext<TcpEvent> context, ActorRef<TcpCommand> connection) throws Exception;
}
