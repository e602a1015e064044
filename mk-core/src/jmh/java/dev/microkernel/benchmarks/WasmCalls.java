package dev.microkernel.benchmarks;

import dev.microkernel.wasm.engine.EngineInstance;
import dev.microkernel.wasm.engine.EngineModule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * How often a second can a module handle a message, with one call of a host function each time? Without the actor around it:
 * compiled, interpreted, the same in Java, and in V8 where the machine has node. One after the other within a round.
 */
final class WasmCalls implements Session {

    private static final String MODULE = "memoryless-wat";

    static final Row COMPILED =
            new Row("wasm: handle_message, one host call", Unit.OPS_PER_SECOND, new Target.AtLeast(50_000_000));
    static final Row INTERPRETED = new Row("wasm: the same, interpreted", Unit.OPS_PER_SECOND, null);
    static final Row JAVA = new Row("wasm: the same in Java", Unit.OPS_PER_SECOND, null);
    static final Row V8 = new Row("wasm: the same in V8", Unit.OPS_PER_SECOND, null);
    static final Row TIMES_V8 = new Row("wasm: ours/V8", Unit.RATIO, new Target.AtLeast(1));
    static final List<Row> ROWS = List.of(COMPILED, INTERPRETED, JAVA, V8, TIMES_V8);

    /** How many calls between two looks at the clock. */
    private static final int BATCH = 1_000;

    private final LongUnaryOperator compiled = handler(true);
    private final LongUnaryOperator interpreted = handler(false);
    private final JavaCounter java = new JavaCounter();
    private final NodeProcess node = new NodeProcess(WasmGuest.file(MODULE));
    private long sent;

    private LongUnaryOperator handler(boolean compile) {
        var module = EngineModule.load(WasmGuest.bytes(MODULE), compile);
        EngineInstance instance = WasmGuest.instance(
                module,
                arguments -> {
                    sent += arguments[2];
                    return 1;
                },
                1);
        int handle = instance.function("handle_message");
        return type -> instance.call(handle, type, 7, 0, 0);
    }

    /** What the module does. */
    private final class JavaCounter {
        private int count;

        private long handle(long type) {
            count++;
            return send(count);
        }

        private long send(int number) {
            sent += number;
            return 1;
        }
    }

    @Override
    public void warmUp(Duration length) {
        for (int i = 0; i < 3; i++) {
            round(length.dividedBy(3));
        }
    }

    @Override
    public Map<String, Double> round(Duration length) {
        var each = length.dividedBy(4);
        var values = new LinkedHashMap<String, Double>();
        double ours = perSecond(compiled, each);
        values.put(COMPILED.name(), ours);
        values.put(INTERPRETED.name(), perSecond(interpreted, each));
        values.put(JAVA.name(), perSecond(java::handle, each));
        double v8 = node.perSecond(each);
        values.put(V8.name(), v8);
        values.put(TIMES_V8.name(), ours / v8);
        return values;
    }

    private static double perSecond(LongUnaryOperator handler, Duration length) {
        long start = System.nanoTime();
        long end = start + length.toNanos();
        long calls = 0;
        long now = start;
        while (now < end) {
            for (int i = 0; i < BATCH; i++) {
                if (handler.applyAsLong(1) == 0) {
                    throw new IllegalStateException("it has ended");
                }
            }
            calls += BATCH;
            now = System.nanoTime();
        }
        return calls * 1e9 / (now - start);
    }
}
