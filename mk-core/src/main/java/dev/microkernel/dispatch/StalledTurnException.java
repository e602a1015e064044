package dev.microkernel.dispatch;

import java.io.Serial;

/** Never thrown: it carries the stack of a turn that takes too long into the log. */
final class StalledTurnException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    StalledTurnException(String thread) {
        super("stack of " + thread, null, false, true);
    }
}
