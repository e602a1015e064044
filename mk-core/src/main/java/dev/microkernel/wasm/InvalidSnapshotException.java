package dev.microkernel.wasm;

import java.io.Serial;

/** Bytes that are no snapshot, or not a whole one; the message says what is wrong with them. */
public final class InvalidSnapshotException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidSnapshotException(String message) {
        super(message);
    }

    InvalidSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
