package dev.microkernel.mailbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A message in a mailbox with its sender. It is the queue's node too: 24 bytes, the only allocation of a tell. */
public class Envelope {

    static final VarHandle LINK;

    static {
        try {
            LINK = MethodHandles.lookup().findVarHandle(Envelope.class, "link", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object message;
    private final @Nullable Object sender;

    /** In a mailbox the envelope behind this one; while it is carried, whatever its carrier needs; else null. */
    private @Nullable Object link;

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

    /** The message. */
    public final Object message() {
        return message;
    }

    /** The sender, or null. */
    public final @Nullable Object sender() {
        return sender;
    }

    /** What the carrier of an envelope that is in no mailbox has put there, or null. */
    protected final @Nullable Object link() {
        return link;
    }

    /** Leaves something for the one who takes the envelope over. Only while it is in no mailbox. */
    protected final void setLink(@Nullable Object newLink) {
        link = newLink;
    }
}
