package dev.microkernel.actor;

/** Why an actor has ended. */
public sealed interface ExitReason {

    /** It had done its work and stopped itself. */
    record Normal() implements ExitReason {}

    /** It was told to stop, by its parent or with the system. */
    record Stopped() implements ExitReason {}

    /** It threw, and was not restarted. */
    record Failed(Throwable cause) implements ExitReason {}

    /** It lives, or lived, on a node that is not connected any more. */
    record Unreachable(int node) implements ExitReason {}
}
