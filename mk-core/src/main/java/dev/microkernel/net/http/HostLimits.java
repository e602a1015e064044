package dev.microkernel.net.http;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Lets so many exchanges with one host run and so many more wait, in their order. Safe for all threads. */
final class HostLimits {

    /** What there is of one host. */
    private static final class Host {
        private int running;
        private final ArrayDeque<CompletableFuture<Runnable>> waiting = new ArrayDeque<>();
    }

    private final int runningMax;
    private final int waitingMax;
    private final Map<String, Host> hosts = new HashMap<>();

    HostLimits(int runningMax, int waitingMax) {
        this.runningMax = runningMax;
        this.waitingMax = waitingMax;
    }

    /**
     * Asks for a place, which the result gives back when it is run, as it must be once. To ask no longer, cancel it.
     *
     * @return fails with a {@link NetException} of kind LIMIT if too many wait
     */
    CompletableFuture<Runnable> enter(String host) {
        synchronized (hosts) {
            var known = hosts.computeIfAbsent(host, name -> new Host());
            if (known.running < runningMax) {
                known.running++;
                return CompletableFuture.completedFuture(() -> leave(host));
            }
            known.waiting.removeIf(CompletableFuture::isDone);
            if (known.waiting.size() == waitingMax) {
                return CompletableFuture.failedFuture(new NetException(
                        NetFailure.Kind.LIMIT,
                        "at most " + runningMax + " exchanges with " + host + " may run and " + waitingMax
                                + " wait; try again later"));
            }
            var place = new CompletableFuture<Runnable>();
            known.waiting.add(place);
            return place;
        }
    }

    private void leave(String host) {
        CompletableFuture<Runnable> next;
        do {
            synchronized (hosts) {
                var known = hosts.get(host);
                if (known == null) {
                    throw new IllegalStateException("a place was given back twice, host=" + host);
                }
                next = known.waiting.poll();
                if (next == null) {
                    known.running--;
                    if (known.running == 0) {
                        hosts.remove(host);
                    }
                    return;
                }
            }
        } while (!next.complete(() -> leave(host))); // outside of the lock: it goes on with the next exchange
    }

    /** How many hosts are known; for tests. */
    int hosts() {
        synchronized (hosts) {
            return hosts.size();
        }
    }
}
