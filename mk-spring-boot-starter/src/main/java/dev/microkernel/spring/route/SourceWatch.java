package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;

/**
 * A client's watch over the actor behind its connection. The reference of a bean may stand for an actor that has not begun, or
 * that its first message starts: that one is watched when it is there.
 */
final class SourceWatch {

    private final ActorSystem system;
    private final ActorRef<?> source;
    private boolean watching;

    SourceWatch(ActorSystem system, ActorRef<?> source) {
        this.system = system;
        this.source = source;
    }

    /** Watches, unless it does already. In the client's turns. */
    void ensure(ActorContext<Object> client) {
        if (!watching) {
            watching = watch(client);
        }
    }

    private boolean watch(ActorContext<Object> client) {
        try {
            client.watch(source);
            return true;
        } catch (IllegalArgumentException notAnActorsOwn) {
            var running = system.find(source.path());
            running.ifPresent(client::watch);
            return running.isPresent();
        }
    }
}
