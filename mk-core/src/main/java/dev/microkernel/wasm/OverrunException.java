package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.GuestExitException;
import java.io.Serial;

/** A guest went beyond a limit of its actor. */
final class OverrunException extends GuestExitException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String what;
    private final long limit;

    OverrunException(String what, long limit) {
        super("more than " + limit + " " + what);
        this.what = what;
        this.limit = limit;
    }

    String what() {
        return what;
    }

    long limit() {
        return limit;
    }
}
