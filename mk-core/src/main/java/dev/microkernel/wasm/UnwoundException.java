package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.GuestExitException;
import java.io.Serial;

/** A guest that waited for a message was left, because another module takes its place. */
final class UnwoundException extends GuestExitException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnwoundException() {
        super("another module takes the guest's place");
    }
}
