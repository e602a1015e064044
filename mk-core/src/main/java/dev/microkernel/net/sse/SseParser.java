package dev.microkernel.net.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of events, however it is cut, as the WHATWG's HTML standard interprets it (9.2.6). It works on bytes and
 * decodes whole lines, which is the same, since no byte of a character in UTF-8 is a CR or LF. For one thread and one
 * connection; the last id goes from one to the next.
 */
final class SseParser {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int KEPT_MAX = 8192;

    private final int eventBytesMax;

    private byte[] line = new byte[256];
    private int length;
    private boolean first = true;

    /** Whether the last byte was a CR, so that an LF belongs to it. */
    private boolean afterReturn;

    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String idBuffer;
    private String lastId;
    private @Nullable Duration retry;

    /**
     * A parser at the beginning of a stream.
     *
     * @param lastId of the connection before; empty if there was none
     * @param eventBytesMax most bytes of a line, and most characters of an event's data
     */
    SseParser(String lastId, int eventBytesMax) {
        this.lastId = lastId;
        this.idBuffer = lastId;
        this.eventBytesMax = eventBytesMax;
    }

    /** The id to reconnect with; empty for none. */
    String lastId() {
        return lastId;
    }

    /** The delay before reconnecting that the server wants, if it has said. */
    Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /**
     * Takes bytes from the buffer up to the end of the next event. What is incomplete at the end of the stream is no
     * event.
     *
     * @return the event, or null if the buffer is empty before it is complete
     * @throws NetException if a line or an event is longer than it may be
     */
    @Nullable
    ServerSentEvent next(ByteBuffer in) throws NetException {
        while (in.hasRemaining()) {
            byte next = in.get();
            boolean ended = next == '\r' || (next == '\n' && !afterReturn);
            boolean skipped = next == '\n' && afterReturn;
            afterReturn = next == '\r';
            if (ended) {
                var event = endLine();
                if (event != null) {
                    return event;
                }
            } else if (!skipped) {
                append(next);
            }
        }
        return null;
    }

    private void append(byte next) throws NetException {
        if (length == eventBytesMax) {
            throw tooLong();
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
    }

    private NetException tooLong() {
        return new NetException(
                NetFailure.Kind.LIMIT, "a line, or an event, must have at most " + eventBytesMax + " bytes");
    }

    private @Nullable ServerSentEvent endLine() throws NetException {
        int start = first && startsWithByteOrderMark() ? BYTE_ORDER_MARK.length : 0;
        first = false;
        var text = new String(line, start, length - start, UTF_8);
        length = 0;
        if (line.length > KEPT_MAX) {
            line = new byte[256]; // a rare long line must not hold its memory for the stream's life
        }
        if (text.isEmpty()) {
            return dispatch();
        }
        int colon = text.indexOf(':');
        if (colon != 0) { // or it is a comment
            int value = colon > 0 && text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
            field(colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(value));
        }
        return null;
    }

    private boolean startsWithByteOrderMark() {
        return length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private void field(String name, String value) throws NetException {
        switch (name) {
            case "data" -> {
                if (data.length() + value.length() >= eventBytesMax) {
                    throw tooLong();
                }
                data.append(value).append('\n');
            }
            case "event" -> type = value;
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    idBuffer = value;
                }
            }
            case "retry" -> {
                if (!value.isEmpty() && value.length() <= 15 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    retry = Duration.ofMillis(Long.parseLong(value));
                }
            }
            default -> {} // to be ignored
        }
    }

    private @Nullable ServerSentEvent dispatch() {
        lastId = idBuffer;
        var event = data.isEmpty()
                ? null
                : new ServerSentEvent(lastId, type.isEmpty() ? "message" : type, data.substring(0, data.length() - 1));
        data.setLength(0);
        type = "";
        return event;
    }
}
