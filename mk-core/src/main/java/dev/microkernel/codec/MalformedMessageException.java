package dev.microkernel.codec;

import java.io.Serial;

/** Bytes that are not what their message type says; the text names the rule and the value that broke it. */
public final class MalformedMessageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the rule and the value that broke it. */
    public MalformedMessageException(String message) {
        super(message);
    }
}
