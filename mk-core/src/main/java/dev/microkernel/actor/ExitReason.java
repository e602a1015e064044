package dev.microkernel.actor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why an actor has ended, or one of its lives. */
public sealed interface ExitReason {

    /** It had done its work and stopped itself. */
    record Normal() implements ExitReason {}

    /** It was told to stop: by its parent, by an operator, or with the system (OTP: {@code shutdown}). */
    record Stopped() implements ExitReason {}

    /** It threw. */
    record Failed(Throwable cause) implements ExitReason {}

    /** It had not stopped by its {@linkplain Lifecycle#stopDeadline deadline}, so the others go on without it. */
    record Killed() implements ExitReason {}

    /** It lives, or lived, on a node that is not connected any more. */
    record Unreachable(int node) implements ExitReason {}

    /** It took longer over a message than it may. */
    record Deadline(Duration limit) implements ExitReason {}

    /** It wanted more memory than it may have. */
    record Memory(long limitBytes) implements ExitReason {}

    /** Its guest code ran into something undefined: a division by zero, an address out of bounds. */
    record Trap(String what) implements ExitReason {}

    /** It did something more often, or had more of something, than it may: messages a second, say, or children. */
    record Overrun(String what, long limit) implements ExitReason {}

    /** It is on another node, and had ended there before it was watched, or never was (OTP: {@code noproc}). */
    record Unknown() implements ExitReason {}

    /**
     * Whether something went wrong: supervisors restart transient actors over such a reason, and links pass it on as a
     * failure (OTP: every reason but {@code normal} and {@code shutdown}).
     */
    default boolean isAbnormal() {
        return !(this instanceof Normal || this instanceof Stopped);
    }

    /** The exception behind it, or null. */
    default @Nullable Throwable failure() {
        return this instanceof Failed(var cause) ? cause : null;
    }

    /** What an actor that throws ends with: {@link Failed}, unless the exception says what else. */
    static ExitReason of(Throwable thrown) {
        return thrown instanceof ExitException exit ? exit.reason() : new Failed(thrown);
    }
}
