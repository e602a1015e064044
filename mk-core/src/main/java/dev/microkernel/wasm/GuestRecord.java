package dev.microkernel.wasm;

import dev.microkernel.wasm.WasmInfo.Activity;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What stays of an actor over its restarts: which module it runs by now, which ones it has run, what is counted. May be read
 * from any thread; the actor's own thread changes it, but for {@link #request}.
 */
final class GuestRecord {

    /** How many versions are remembered. */
    static final int VERSIONS_MAX = 16;

    private final WasmOptions options;
    private final WasmCounts counts;
    /** What was frozen with the actor and is not handled yet. Only the actor's thread touches it. */
    private final ArrayDeque<FrozenMessage> thawed = new ArrayDeque<>();

    private final AtomicReference<@Nullable Wish> requested = new AtomicReference<>();
    private final ArrayDeque<WasmVersion> versions = new ArrayDeque<>();
    private volatile WasmModule module;
    private volatile long memoryBytes;
    private volatile Activity activity = Activity.HANDLING;

    GuestRecord(WasmModule module, WasmOptions options, Instant now) {
        this.module = module;
        this.options = options;
        this.counts = new WasmCounts(options.counts());
        versions.add(new WasmVersion(module.sha256(), now, WasmVersion.State.RUNNING, ""));
    }

    WasmModule module() {
        return module;
    }

    WasmOptions options() {
        return options;
    }

    WasmCounts counts() {
        return counts;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    void memoryBytes(long bytes) {
        memoryBytes = bytes;
    }

    Activity activity() {
        return activity;
    }

    void activity(Activity present) {
        activity = present;
    }

    ArrayDeque<FrozenMessage> thawed() {
        return thawed;
    }

    /** From any thread: wishes for something. Whether nothing is wished for already. */
    boolean request(Wish wish) {
        return requested.compareAndSet(null, wish);
    }

    /** What is wished for and not begun with; null if nothing. */
    @Nullable
    Wish request() {
        return requested.get();
    }

    /** Takes the wish, to make it come true; null if there is none. */
    @Nullable
    Wish takeRequest() {
        return requested.getAndSet(null);
    }

    /** Takes a wish back that nobody has begun with. */
    void withdraw(Wish wish) {
        requested.compareAndSet(wish, null);
    }

    /** Another module runs from now on. */
    synchronized WasmVersion run(WasmModule next, Instant now) {
        mark(WasmVersion.State.RUNNING, WasmVersion.State.REPLACED, "");
        module = next;
        return add(new WasmVersion(next.sha256(), now, WasmVersion.State.RUNNING, ""));
    }

    /** A module was not taken, and the one before runs on. */
    synchronized WasmVersion refuse(WasmModule next, Instant now, String why) {
        return add(new WasmVersion(next.sha256(), now, WasmVersion.State.REFUSED, why));
    }

    /** The module that runs has failed at its first messages: the one before runs again. */
    synchronized void rollBack(WasmModule former, Instant now, String why) {
        mark(WasmVersion.State.RUNNING, WasmVersion.State.ROLLED_BACK, why);
        module = former;
        add(new WasmVersion(former.sha256(), now, WasmVersion.State.RUNNING, ""));
    }

    private WasmVersion add(WasmVersion version) {
        if (versions.size() == VERSIONS_MAX) {
            versions.removeFirst();
        }
        versions.addLast(version);
        return version;
    }

    private void mark(WasmVersion.State from, WasmVersion.State to, String why) {
        var marked = versions.stream()
                .map(version -> version.state() == from ? version.as(to, why) : version)
                .toList();
        versions.clear();
        versions.addAll(marked);
    }

    synchronized List<WasmVersion> versions() {
        return List.copyOf(versions);
    }
}
