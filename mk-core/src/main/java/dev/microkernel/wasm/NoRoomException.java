package dev.microkernel.wasm;

import java.io.Serial;

/** A payload does not fit into a guest's memory. */
final class NoRoomException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    NoRoomException(int bytes, long memory, long limit) {
        super("the payload does not fit into the guest's memory, payload=" + bytes + " bytes, memory=" + memory
                + " bytes, limit=" + limit + " bytes");
    }
}
