package dev.microkernel.log;

import dev.microkernel.codec.MessageType;

/**
 * A line for the log of another node, to be sent to the actor {@value LogActor#NAME} there. On the wire it is a packed
 * struct: the level in one byte, the number of the text's bytes in four, then UTF-8.
 *
 * @param level how much it matters
 * @param text what happened; one line, without its time: beyond {@value #TEXT_LENGTH_MAX} characters it is cut, and ends
 *     in an ellipsis
 */
@MessageType(LogLine.MESSAGE_TYPE)
public record LogLine(Level level, String text) {

    /** The number nodes know it by. From 0xFE000000 on, numbers are those of the runtime's own actors. */
    public static final int MESSAGE_TYPE = 0xFE000001;

    /** Most characters of the text, as {@link String#length} counts them. */
    public static final int TEXT_LENGTH_MAX = 4096;

    private static final String CUT = "…";

    /** How much a line matters: numbered on the wire as modules number it in {@code mk_log}, from 0. */
    public enum Level {
        /** For those who look for a fault. */
        DEBUG,
        /** What goes on as it should. */
        INFO,
        /** What should not be, and can be lived with. */
        WARN,
        /** What somebody must look after. */
        ERROR
    }

    /** Cuts a text that is too long, between two characters. */
    public LogLine {
        if (text.length() > TEXT_LENGTH_MAX) {
            int end = TEXT_LENGTH_MAX - CUT.length();
            text = text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
        }
    }
}
