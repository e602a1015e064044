package dev.microkernel.spring;

import dev.microkernel.mailbox.Delivery;
import java.io.Serial;

/** A message that was told by an {@link ActorClient} and refused. It is a dead letter, too. */
public final class DeliveryException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Delivery delivery;

    /** With what became of it. */
    public DeliveryException(String message, Delivery delivery) {
        super(message);
        this.delivery = delivery;
    }

    /** Whether trying again may succeed: if it is {@link Delivery#REFUSED_FULL}. */
    public Delivery delivery() {
        return delivery;
    }
}
