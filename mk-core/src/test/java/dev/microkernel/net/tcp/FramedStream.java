package dev.microkernel.net.tcp;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads a stream in pieces of a length, for fuzzing. */
public final class FramedStream {

    /** Of all kinds, with low limits. */
    public static final List<Framing> FRAMINGS = List.of(
            Framing.none(),
            Framing.lines(16),
            new Framing.LengthPrefixed(1, ByteOrder.BIG_ENDIAN, 100),
            new Framing.LengthPrefixed(2, ByteOrder.LITTLE_ENDIAN, 16),
            Framing.lengthPrefixed(40));

    private FramedStream() {}

    /** All messages. */
    public static List<Bytes> read(Framing framing, byte[] stream, int piece) throws NetException {
        var reader = new FrameReader(framing);
        var messages = new ArrayList<Bytes>();
        for (int at = 0; at < stream.length; at += piece) {
            var in = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
            for (var next = reader.next(in); next != null; next = reader.next(in)) {
                messages.add(next);
            }
        }
        var last = reader.last();
        if (last != null) {
            messages.add(last);
        }
        return messages;
    }

    /** What a message is on its way. */
    public static Bytes write(Framing framing, Bytes message) throws NetException {
        return Bytes.of(FrameWriter.frame(framing, message));
    }
}
