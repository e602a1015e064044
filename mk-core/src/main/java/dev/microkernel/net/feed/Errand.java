package dev.microkernel.net.feed;

import java.util.concurrent.CompletableFuture;

/** A virtual thread that waits for something outside on behalf of an actor, and ends by itself or by an interrupt. */
public final class Errand {

    /** What the thread does. */
    @FunctionalInterface
    public interface Body {

        /**
         * Runs to the end.
         *
         * @throws InterruptedException the actor stops
         */
        void run() throws InterruptedException;
    }

    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final Body body;
    private final Thread thread;

    /** A thread of that name, not started. */
    public Errand(String name, Body body) {
        this.body = body;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Begins; the future completes when the thread has nothing more to do, exceptionally if it failed. */
    public CompletableFuture<Boolean> start() {
        thread.start();
        return over;
    }

    private void run() {
        try {
            body.run();
        } catch (InterruptedException stop) {
            // The actor stops.
        } catch (RuntimeException | Error bug) {
            over.completeExceptionally(bug);
        } finally {
            over.complete(true);
        }
    }

    /** Ends what the thread waits for. From any thread. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Whether the thread has nothing more to do. */
    public boolean isOver() {
        return over.isDone();
    }
}
