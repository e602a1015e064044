package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.net.websocket.WebSocketEvent;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The actor behind a WebSocket.
 *
 * @param message makes a message of what happens
 * @param owned whether it lives for this WebSocket only
 */
record WebSocketReceiver<M>(ActorRef<M> actor, Function<WebSocketEvent, ? extends M> message, boolean owned) {

    /** Makes the message now, and tells it whenever it is called. */
    Supplier<Delivery> telling(WebSocketEvent event) {
        M made = RouteContext.make(() -> message.apply(event));
        return () -> actor.tell(made, event.socket());
    }
}
