package dev.microkernel.log;

import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.PackedStruct;
import dev.microkernel.codec.UnknownMessageTypeException;
import dev.microkernel.codec.WireMessage;
import java.nio.charset.StandardCharsets;

/**
 * Reads log lines, and nothing else. It is milder than the codec of other messages in one thing: what is no UTF-8, such
 * as a character that a device with a small buffer has cut in two, becomes U+FFFD, for half a line is better than none.
 */
final class LogLineCodec implements MessageCodec {

    /** As many bytes as may make more characters than a line holds; so the line is cut and says so. */
    private static final int TEXT_BYTES_MAX = 4 * LogLine.TEXT_LENGTH_MAX;

    private static final PackedStruct<LogLine> LINES = PackedStruct.of(LogLine.class);
    private static final PackedStruct<RawLogLine> RAW_LINES = PackedStruct.of(RawLogLine.class);

    /** The same bytes, before the text is looked at. */
    @MessageType(LogLine.MESSAGE_TYPE)
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record RawLogLine(LogLine.Level level, byte[] text) {}

    @Override
    public Object decode(WireMessage message) {
        if (message.type() != LogLine.MESSAGE_TYPE) {
            throw new UnknownMessageTypeException("the log takes lines of type "
                    + Integer.toUnsignedString(LogLine.MESSAGE_TYPE) + " only, type="
                    + Integer.toUnsignedString(message.type()));
        }
        var raw = RAW_LINES.decode(message.payload());
        int length = Math.min(raw.text().length, TEXT_BYTES_MAX);
        return new LogLine(raw.level(), new String(raw.text(), 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public WireMessage encode(Object message) {
        if (message instanceof LogLine line) {
            return new WireMessage(LogLine.MESSAGE_TYPE, LINES.encode(line));
        }
        throw new IllegalArgumentException(
                "it must be a LogLine, class=" + message.getClass().getName());
    }
}
