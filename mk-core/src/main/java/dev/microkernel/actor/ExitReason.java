package dev.microkernel.actor;

/** Why an actor has ended. */
public sealed interface ExitReason {

    /** Whether supervision treats it as a failure. */
    default boolean isAbnormal() {
        return switch (this) {
            case Normal normal -> false;
            case Stopped stopped -> false;
            case Failed failed -> true;
            case Unreachable unreachable -> true;
        };
    }

    /** It had done its work and stopped itself. */
    record Normal() implements ExitReason {}

    /** It was told to stop, by its parent or with the system. */
    record Stopped() implements ExitReason {}

    /** It threw, and was not restarted. */
    record Failed(Throwable cause) implements ExitReason {}

    /** It lives, or lived, on a node that is not connected any more. */
    record Unreachable(int node) implements ExitReason {}
}
