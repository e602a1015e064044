package dev.microkernel.wasm;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What actors that are modules have done, over their restarts: one of them, or all that {@linkplain WasmOptions#withCounts
 * share} such counts. Counted by their threads, read by any.
 */
public final class WasmCounts {

    private final @Nullable WasmCounts sum;
    private final LongAdder handled = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder noRoom = new LongAdder();
    private final LongAdder runNanos = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> exits = new ConcurrentHashMap<>();

    /** Nothing yet. */
    public WasmCounts() {
        this(null);
    }

    /** Nothing yet; what is counted here is counted in the sum, too. */
    WasmCounts(@Nullable WasmCounts sum) {
        this.sum = sum;
    }

    void handled() {
        handled.increment();
        if (sum != null) {
            sum.handled();
        }
    }

    void sent() {
        sent.increment();
        if (sum != null) {
            sum.sent();
        }
    }

    void noRoom() {
        noRoom.increment();
        if (sum != null) {
            sum.noRoom();
        }
    }

    void ran(long nanos) {
        runNanos.add(nanos);
        if (sum != null) {
            sum.ran(nanos);
        }
    }

    /** The words are the runtime's own, so there are few. */
    void refused(String what) {
        refused.computeIfAbsent(what.toLowerCase(Locale.ROOT), word -> new LongAdder())
                .increment();
        if (sum != null) {
            sum.refused(what);
        }
    }

    void exit(String why) {
        exits.computeIfAbsent(why, word -> new LongAdder()).increment();
        if (sum != null) {
            sum.exit(why);
        }
    }

    /** How many messages they have handled. */
    public long messagesHandled() {
        return handled.sum();
    }

    /** How many messages they have sent. */
    public long messagesSent() {
        return sent.sum();
    }

    /** How many payloads did not fit into their memory. */
    public long payloadsWithoutRoom() {
        return noRoom.sum();
    }

    /** How long their code has run, what it waited not counted. */
    public Duration runTime() {
        return Duration.ofNanos(runNanos.sum());
    }

    /** How many calls were refused, by what was not granted. */
    public Map<String, Long> refusedCalls() {
        return sums(refused);
    }

    /** How many lives ended abnormally, by reason. */
    public Map<String, Long> abnormalExits() {
        return sums(exits);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        var sums = new TreeMap<String, Long>();
        adders.forEach((word, adder) -> sums.put(word, adder.sum()));
        return sums;
    }
}
