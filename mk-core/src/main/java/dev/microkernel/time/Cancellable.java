package dev.microkernel.time;

/** Something that is going to happen unless it is cancelled first. */
@FunctionalInterface
public interface Cancellable {

    /** Keeps it from happening if it has not begun; otherwise does nothing. Idempotent, from any thread. */
    void cancel();
}
