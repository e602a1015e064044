package dev.microkernel.net.sse;

import dev.microkernel.net.NetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads a stream in pieces of a length, for fuzzing. */
public final class ParsedStream {

    private ParsedStream() {}

    /** All events; lines and events may have so many bytes. */
    public static List<ServerSentEvent> read(byte[] stream, int piece, int eventBytesMax) throws NetException {
        var parser = new SseParser("", eventBytesMax);
        var events = new ArrayList<ServerSentEvent>();
        for (int at = 0; at < stream.length; at += piece) {
            var in = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
            for (var next = parser.next(in); next != null; next = parser.next(in)) {
                events.add(next);
            }
        }
        return events;
    }
}
