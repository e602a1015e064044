package dev.microkernel.spring.route;

import dev.microkernel.mailbox.Delivery;
import java.io.Serial;

/** An actor has not taken a message that was told. */
final class RefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Delivery delivery;

    RefusedException(Delivery delivery) {
        super("The actor has not taken the message: " + delivery);
        this.delivery = delivery;
    }

    Delivery delivery() {
        return delivery;
    }
}
