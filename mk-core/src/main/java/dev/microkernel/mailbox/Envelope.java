package dev.microkernel.mailbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A message in a mailbox with its sender. It is the queue's node too: 24 bytes, the only allocation of a tell. */
public class Envelope {

    static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Envelope.class, "next", Envelope.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Object message;
    private final @Nullable Object sender;

    @SuppressWarnings("UnusedVariable") // through NEXT
    private @Nullable Envelope next;

    /**
     * A message on its way.
     *
     * @param message what is said
     * @param sender who may be answered, or null
     */
    public Envelope(Object message, @Nullable Object sender) {
        this.message = message;
        this.sender = sender;
    }

    /** Carries no message, only the news that the actor has something to look at. */
    private Envelope() {
        message = null;
        sender = null;
    }

    static Envelope nudge() {
        return new Envelope();
    }

    final boolean isNudge() {
        return message == null;
    }

    /** The message. */
    public final Object message() {
        if (message == null) {
            throw new IllegalStateException("a nudge carries no message");
        }
        return message;
    }

    /** The sender, or null. */
    public final @Nullable Object sender() {
        return sender;
    }
}
