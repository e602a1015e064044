package dev.microkernel.net.dns;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up as the JVM does, on threads of their own: a look-up cannot be interrupted, and one on a virtual thread
 * would hold a carrier that others need. At most {@value #THREADS_MAX} run at once in a JVM and {@value #WAITING_MAX}
 * wait; the threads end when nobody asks.
 */
public final class Lookups {

    static final int THREADS_MAX = 8;
    static final int WAITING_MAX = 1024;
    private static final int IDLE_SECONDS = 10;

    private static final Lookups SHARED = new Lookups(InetAddress::getAllByName, THREADS_MAX, WAITING_MAX);

    /** Finds the addresses of a name; may block. */
    @FunctionalInterface
    interface Resolver {

        /** All addresses, at least one. */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final int waitingMax;
    private final ThreadPoolExecutor threads;

    Lookups(Resolver resolver, int threadsMax, int waitingMax) {
        this.resolver = resolver;
        this.waitingMax = waitingMax;
        this.threads = new ThreadPoolExecutor(
                threadsMax,
                threadsMax,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waitingMax),
                Thread.ofPlatform().daemon().name("mk-dns-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * All addresses of a name, in the order in which the system would try them; a literal address is itself.
     *
     * @return fails with a {@link NetException} of kind UNKNOWN_HOST, or LIMIT if too many look-ups wait
     */
    public static CompletableFuture<List<InetAddress>> resolve(String host) {
        return SHARED.lookUp(host);
    }

    CompletableFuture<List<InetAddress>> lookUp(String host) {
        var found = new CompletableFuture<List<InetAddress>>();
        try {
            threads.execute(() -> lookUp(host, found));
        } catch (RejectedExecutionException full) {
            found.completeExceptionally(new NetException(
                    NetFailure.Kind.LIMIT,
                    "cannot look up " + host + ": " + waitingMax + " look-ups wait already, try again later"));
        }
        return found;
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> found) {
        if (found.isDone()) {
            return; // nobody waits any more
        }
        try {
            found.complete(List.of(resolver.resolve(host)));
        } catch (UnknownHostException e) {
            found.completeExceptionally(new NetException(
                    NetFailure.Kind.UNKNOWN_HOST, "host " + host + " has no address: " + e.getMessage()));
        } catch (RuntimeException | Error e) {
            found.completeExceptionally(e);
        }
    }
}
