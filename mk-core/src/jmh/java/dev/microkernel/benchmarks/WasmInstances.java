package dev.microkernel.benchmarks;

import dev.microkernel.wasm.engine.EngineInstance;
import dev.microkernel.wasm.engine.EngineModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What does an instance of one page cost, in time and memory, and how long does a module of 100 KB take to load? */
final class WasmInstances implements Session {

    static final Row MADE = new Row("wasm: instances of one page", Unit.OPS_PER_SECOND, new Target.AtLeast(25_000));
    static final Row BYTES = new Row("wasm: instance of one page", Unit.BYTES, new Target.AtMost(70 * 1024));
    static final Row LOAD = new Row("wasm: loading 100 KB", Unit.MILLISECONDS, null);
    static final List<Row> ROWS = List.of(MADE, BYTES, LOAD);

    private static final int KEPT = 2_000;
    private static final int MODULE_BYTES = 100 * 1024;

    private final EngineModule module = EngineModule.load(WasmGuest.bytes("echo-wat"), true);
    private int loads;

    private EngineInstance instance() {
        return WasmGuest.instance(module, arguments -> 1, 1);
    }

    @Override
    public void warmUp(Duration length) {
        made(length);
        load();
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        return Map.of(MADE.name(), made(length), BYTES.name(), bytes(), LOAD.name(), load());
    }

    private double made(Duration length) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < length.toNanos()) {
            if (instance().memory() == null) {
                throw new IllegalStateException("it has a memory");
            }
            count++;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private double bytes() throws InterruptedException {
        var kept = new ArrayList<EngineInstance>(KEPT);
        long before = Heap.used();
        for (int i = 0; i < KEPT; i++) {
            kept.add(instance());
        }
        long after = Heap.used();
        if (kept.size() != KEPT) {
            throw new IllegalStateException("they are kept until here");
        }
        return (double) (after - before) / KEPT;
    }

    private double load() {
        var wasm = large(++loads);
        long start = System.nanoTime();
        var loaded = EngineModule.load(wasm, true);
        double millis = (System.nanoTime() - start) / 1e6;
        if (loaded.exports().isEmpty()) {
            throw new IllegalStateException("it exports a function");
        }
        return millis;
    }

    /** A module of many functions of some 100 bytes; each number makes another one. */
    private static byte[] large(int number) {
        var body = ByteBuffer.allocate(256);
        body.put((byte) 0); // no locals
        for (int i = 0; i < 24; i++) {
            body.put((byte) 0x20).put((byte) 0); // the parameter
            body.put((byte) 0x41).put((byte) (number & 0x3F)); // a constant
            body.put((byte) (i % 2 == 0 ? 0x6A : 0x73)); // plus, exclusive or
            if (i < 23) {
                body.put((byte) 0x1A); // drop
            }
        }
        body.put((byte) 0x0B);
        int length = body.position();
        int count = MODULE_BYTES / (length + 3);
        var wasm = ByteBuffer.allocate(2 * MODULE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wasm.put(new byte[] {0, 'a', 's', 'm'}).putInt(1);
        wasm.put(new byte[] {1, 6, 1, 0x60, 1, 0x7F, 1, 0x7F}); // i32 -> i32
        section(wasm, 3, count, count);
        for (int i = 0; i < count; i++) {
            wasm.put((byte) 0);
        }
        var name = "f".getBytes(StandardCharsets.US_ASCII);
        wasm.put(new byte[] {7, 5, 1, 1, name[0], 0, 0});
        section(wasm, 10, count, count * (length + 2));
        for (int i = 0; i < count; i++) {
            leb(wasm, length, 2);
            wasm.put(body.array(), 0, length);
        }
        var bytes = new byte[wasm.position()];
        wasm.flip().get(bytes);
        return bytes;
    }

    /** The head of a section with so many entries, of so many bytes. */
    private static void section(ByteBuffer wasm, int id, int entries, int bytes) {
        wasm.put((byte) id);
        leb(wasm, bytes + 2, 4);
        leb(wasm, entries, 2);
    }

    /** A number, unsigned, in so many bytes. */
    private static void leb(ByteBuffer wasm, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            wasm.put((byte) (((value >>> (7 * i)) & 0x7F) | (i < bytes - 1 ? 0x80 : 0)));
        }
    }
}
