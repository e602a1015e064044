package dev.microkernel.actor;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why an ask got no reply. */
public final class AskException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** The receiver's mailbox or the link to its node is full. */
        REFUSED_FULL,
        /** The receiver has stopped, before it took the message or while the message waited. */
        REFUSED_STOPPED,
        /** The receiver failed while it handled the message; the cause is its exception. */
        RECEIVER_FAILED,
        /** The reply is not of the class that was asked for. */
        WRONG_REPLY,
        /** The receiver cannot reply before the one who asks goes on; the text names the circle. */
        CYCLE,
        /** No reply came in time; {@link AskException#progress} says how far the message got. */
        TIMEOUT
    }

    /** How far a message had got when the time for its reply was up. */
    public sealed interface Progress {

        /**
         * It waits in the receiver's mailbox.
         *
         * @param position how many messages are handled before it, and itself; about that where senders compete
         */
        record Queued(int position) implements Progress {}

        /**
         * It is being handled.
         *
         * @param duration for how long, within some ten milliseconds
         */
        record Running(Duration duration) implements Progress {}

        /** It was handled, and no reply was sent: the receiver forgot it, or passed it on, or it was lost on the way. */
        record Unanswered() implements Progress {}

        /** It left for another node, or for a member of a group that has not handled it; nothing more is known of it. */
        record Elsewhere() implements Progress {}
    }

    private final Kind kind;
    private final transient @Nullable Progress progress;

    /** With the text that {@link #getMessage} gives and, for {@link Kind#RECEIVER_FAILED}, the cause. */
    public AskException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.progress = null;
    }

    /** A {@link Kind#TIMEOUT}, with how far the message had got. */
    public AskException(String message, Progress progress) {
        super(message);
        this.kind = Kind.TIMEOUT;
        this.progress = progress;
    }

    /** Which kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /** How far the message had got; of a {@link Kind#TIMEOUT} only. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }
}
