package dev.microkernel.wasm;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one actor has done since it was spawned, over its restarts. Written by its threads, read by the curious. */
final class WasmCounts {

    private final LongAdder handled = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder noRoom = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> exits = new ConcurrentHashMap<>();

    void handled() {
        handled.increment();
    }

    void sent() {
        sent.increment();
    }

    void noRoom() {
        noRoom.increment();
    }

    /** The words are the runtime's own, so there are few. */
    void refused(String what) {
        refused.computeIfAbsent(what.toLowerCase(java.util.Locale.ROOT), word -> new LongAdder())
                .increment();
    }

    void exit(String why) {
        exits.computeIfAbsent(why, word -> new LongAdder()).increment();
    }

    long messagesHandled() {
        return handled.sum();
    }

    long messagesSent() {
        return sent.sum();
    }

    long payloadsWithoutRoom() {
        return noRoom.sum();
    }

    Map<String, Long> refusedCalls() {
        return sums(refused);
    }

    Map<String, Long> abnormalExits() {
        return sums(exits);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        var sums = new TreeMap<String, Long>();
        adders.forEach((word, adder) -> sums.put(word, adder.sum()));
        return sums;
    }
}
