package dev.microkernel.sample.wasm;

import java.io.Serial;

/** The command line is not as it must be; the message says what is wrong with it. */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
