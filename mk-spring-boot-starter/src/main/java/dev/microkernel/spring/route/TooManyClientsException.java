package dev.microkernel.spring.route;

import java.io.Serial;

/** As many clients are connected as may be; this one is to come again. */
final class TooManyClientsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    TooManyClientsException(int max) {
        super("There are as many connections as may be, " + max + ": try again later.");
    }
}
