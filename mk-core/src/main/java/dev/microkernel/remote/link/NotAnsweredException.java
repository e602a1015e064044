package dev.microkernel.remote.link;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A node hung up on a hello of MK02 without a word, as those do that know MK01 only. */
final class NotAnsweredException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotAnsweredException(@Nullable Throwable cause) {
        super(
                "it closed the connection without an answer; perhaps it speaks MK01 only, which is allowed (legacy) on"
                        + " loopback where there is neither key nor TLS",
                cause);
    }
}
