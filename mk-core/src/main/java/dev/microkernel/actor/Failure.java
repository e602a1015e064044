package dev.microkernel.actor;

/**
 * A reply that says why there is no other: an ask that receives it fails with {@link
 * AskException.Kind#RECEIVER_FAILED}, or with the kind of the cause, where that is itself an {@link AskException}. For work that fails after the behaviour has returned; a behaviour that can tell
 * at once just throws. It does not cross the wire.
 *
 * @param cause why
 */
public record Failure(Throwable cause) {}
