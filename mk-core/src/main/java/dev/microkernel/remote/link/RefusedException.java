package dev.microkernel.remote.link;

import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.GoodbyeReason;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why a peer does not get its link; within this package. */
final class RefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal kind;
    private final GoodbyeReason reason;
    private final transient @Nullable NodeName peer;
    private transient @Nullable Runnable lastWords;

    RefusedException(Refusal kind, GoodbyeReason reason, String message) {
        this(kind, reason, message, null);
    }

    /** With who it is, as far as that is to be believed. */
    RefusedException(Refusal kind, GoodbyeReason reason, String message, @Nullable NodeName peer) {
        super(message, null, false, false);
        this.kind = kind;
        this.reason = reason;
        this.peer = peer;
    }

    /**
     * What the peer is to be told. It is said by whoever closes the connection, and after the refusal is counted: a peer that
     * knows of it finds it in the counters.
     */
    RefusedException andSay(Runnable words) {
        lastWords = words;
        return this;
    }

    void sayLastWords() {
        if (lastWords != null) {
            lastWords.run();
        }
    }

    @Nullable
    NodeName peer() {
        return peer;
    }

    Refusal kind() {
        return kind;
    }

    GoodbyeReason reason() {
        return reason;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
