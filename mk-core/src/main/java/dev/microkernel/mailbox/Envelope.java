package dev.microkernel.mailbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A message in a mailbox with its sender. It is the queue's node too: 24 bytes, the only allocation of a tell. */
public final class Envelope {

    static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Envelope.class, "next", Envelope.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Object message;
    private @Nullable Object sender;

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
    private Envelope() {}

    static Envelope nudge() {
        return new Envelope();
    }

    boolean isNudge() {
        return message == null;
    }

    /** The message. Only the receiver may call this, before {@link #clear}. */
    public Object message() {
        if (message == null) {
            throw new IllegalStateException("the envelope was emptied");
        }
        return message;
    }

    /** The sender, or null. Only the receiver may call this, before {@link #clear}. */
    public @Nullable Object sender() {
        return sender;
    }

    /** Lets go of the message: the queue keeps its last envelope for a while. Only the receiver may call this. */
    public void clear() {
        message = null;
        sender = null;
    }
}
