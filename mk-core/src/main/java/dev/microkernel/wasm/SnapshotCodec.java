package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineModule;
import dev.microkernel.wasm.engine.EngineState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots as bytes: "MKSN", a version, the module's digest, and the rest as a zlib stream (RFC 1950), whose check sum
 * tells whether it is whole. Numbers are big-endian. Every length is checked before anything of it is made, and no more is
 * unpacked than lengths within their bounds say, so that a few bytes cannot fill the memory.
 */
final class SnapshotCodec {

    private static final int MAGIC = 0x4D4B534E;
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = Integer.BYTES + Integer.BYTES + DIGEST_BYTES;

    private static final int PAGES_MAX = Integer.MAX_VALUE / EngineModule.PAGE_BYTES;
    private static final int GLOBALS_MAX = 65_536;
    static final int MESSAGES_MAX = 1 << 20;
    static final int PAYLOAD_BYTES_MAX = 16 << 20;

    private SnapshotCodec() {}

    static byte[] encode(WasmSnapshot snapshot) {
        var bytes = new ByteArrayOutputStream();
        try (var head = new DataOutputStream(bytes)) {
            head.writeInt(MAGIC);
            head.writeInt(VERSION);
            head.write(HexFormat.of().parseHex(snapshot.sha256()));
            try (var out = new DataOutputStream(new DeflaterOutputStream(head))) {
                writeState(out, snapshot.state());
                writeMessages(out, snapshot.messages());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // into memory
        }
        return bytes.toByteArray();
    }

    private static void writeState(DataOutputStream out, GuestState state) throws IOException {
        out.writeInt(state.engine().memory().length / EngineModule.PAGE_BYTES);
        out.write(state.engine().memory());
        writeLongs(out, state.engine().globals());
        var heap = state.heap();
        out.writeBoolean(heap != null);
        if (heap != null) {
            writeLongs(out, heap.own());
            writeLongs(out, heap.taken());
            writeLongs(out, heap.first());
            out.writeInt(heap.end());
            out.writeInt(heap.next());
        }
    }

    private static void writeLongs(DataOutputStream out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    private static void writeMessages(DataOutputStream out, List<FrozenMessage> messages) throws IOException {
        out.writeInt(messages.size());
        for (var message : messages) {
            out.writeInt(message.type());
            out.writeLong(message.source());
            out.writeInt(message.payload().length);
            out.write(message.payload());
        }
    }

    static WasmSnapshot decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new InvalidSnapshotException(
                    "a snapshot has " + HEADER_BYTES + " bytes or more, bytes=" + bytes.length);
        }
        try (var head = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (head.readInt() != MAGIC) {
                throw new InvalidSnapshotException("it does not begin as a snapshot does, with MKSN");
            }
            int version = head.readInt();
            if (version != VERSION) {
                throw new InvalidSnapshotException("a snapshot of version " + VERSION + " can be read, version="
                        + Integer.toUnsignedString(version));
            }
            var sha256 = HexFormat.of().formatHex(head.readNBytes(DIGEST_BYTES));
            try (var in = new DataInputStream(new InflaterInputStream(head))) {
                var snapshot = new WasmSnapshot(sha256, readState(in), readMessages(in));
                if (in.read() >= 0) {
                    throw new InvalidSnapshotException("there is more behind its end");
                }
                return snapshot;
            }
        } catch (IOException broken) {
            throw new InvalidSnapshotException("it is damaged, or not whole: " + broken, broken);
        }
    }

    private static GuestState readState(DataInputStream in) throws IOException {
        int pages = readCount(in, "pages", PAGES_MAX);
        var memory = readBytes(in, pages * EngineModule.PAGE_BYTES);
        var globals = readLongs(in, "globals", GLOBALS_MAX);
        return new GuestState(new EngineState(memory, globals), in.readBoolean() ? readHeap(in, memory.length) : null);
    }

    private static HostHeap.@Nullable State readHeap(DataInputStream in, int memoryBytes) throws IOException {
        int words = memoryBytes / HostHeap.GRAIN / Long.SIZE + 1;
        return new HostHeap.State(
                readLongs(in, "grains of the heap", words),
                readLongs(in, "grains that are taken", words),
                readLongs(in, "blocks", words),
                in.readInt(),
                in.readInt());
    }

    private static List<FrozenMessage> readMessages(DataInputStream in) throws IOException {
        int count = readCount(in, "messages", MESSAGES_MAX);
        var messages = new ArrayList<FrozenMessage>();
        for (int i = 0; i < count; i++) {
            messages.add(new FrozenMessage(
                    in.readInt(), in.readLong(), readBytes(in, readCount(in, "bytes of payload", PAYLOAD_BYTES_MAX))));
        }
        return messages;
    }

    private static long[] readLongs(DataInputStream in, String what, int most) throws IOException {
        var values = new long[readCount(in, what, most)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private static int readCount(DataInputStream in, String what, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new InvalidSnapshotException(
                    what + " must be 0.." + most + ", found " + Integer.toUnsignedString(count));
        }
        return count;
    }

    /** Reads as they come, and so makes room for no more than there is. */
    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new InvalidSnapshotException(
                    "it is not whole: " + length + " bytes are announced, " + bytes.length + " are there");
        }
        return bytes;
    }
}
