package dev.microkernel.state;

import java.util.List;

/**
 * A store that lives as long as its process: for tests, simulations, and state that may be lost with the node. Its
 * futures are complete when they are returned.
 */
public final class MemoryStateStore extends AbstractStateStore {

    private volatile boolean closed;

    /** An empty store with {@link StateLimits#defaults}. */
    public MemoryStateStore() {
        this(StateLimits.defaults());
    }

    /** An empty store. */
    public MemoryStateStore(StateLimits limits) {
        super(new Contents(), limits);
    }

    @Override
    void submit(Call<?> call) {
        int before;
        try {
            before = change(call.change());
        } catch (StateException refused) {
            call.fail(refused);
            return;
        }
        call.succeed(before); // not under the lock: it may run what the caller has attached
    }

    private synchronized int change(Change change) {
        if (closed) {
            throw closed();
        }
        new Staging(contents(), limits()).admit(change);
        return contents().apply(List.of(change))[0];
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
