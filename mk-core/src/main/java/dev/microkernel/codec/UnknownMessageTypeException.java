package dev.microkernel.codec;

import java.io.Serial;

/** A message of a type that its receiver does not take; nothing is said of its bytes. */
public final class UnknownMessageTypeException extends MalformedMessageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the type and what would make it known. */
    public UnknownMessageTypeException(String message) {
        super(message);
    }
}
