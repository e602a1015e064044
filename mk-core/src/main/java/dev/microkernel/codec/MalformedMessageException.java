package dev.microkernel.codec;

import java.io.Serial;

/** Bytes that are not what their message type says; the text names the rule and the value that broke it. */
public sealed class MalformedMessageException extends RuntimeException permits UnknownMessageTypeException {

    /** Most characters of the text: what it quotes comes from outside, and dead letters keep it. */
    public static final int TEXT_LENGTH_MAX = 500;

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the rule and the value that broke it; longer text is cut. */
    public MalformedMessageException(String message) {
        super(cut(message));
    }

    /** With the rule, the value that broke it, and what a decoder said of it; longer text is cut. */
    public MalformedMessageException(String message, Throwable cause) {
        super(cut(message), cause);
    }

    private static String cut(String text) {
        return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX - 1) + "…";
    }
}
