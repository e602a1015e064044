package dev.microkernel.dispatch;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of straight-line code that may wait: a process, or a guest that sleeps. It waits by {@link #park} only, so
 * that a seeded scheduler, too, knows when it does.
 */
public abstract class Strand {

    private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

    private final Turn turn;
    private final RunGuard guard;
    private @Nullable RunLimit limit;
    private @Nullable Consumer<Throwable> lastResort;

    Strand(Turn turn, RunGuard guard) {
        this.turn = turn;
        this.guard = guard;
    }

    /** The strand that the calling thread is, or null. */
    public static @Nullable Strand current() {
        return CURRENT.get();
    }

    /**
     * Waits until {@link #unpark} is called, which may have happened already since the last park, or the strand is
     * interrupted; may return without either. Only the strand itself calls this.
     */
    public abstract void park();

    /** Lets {@link #park} return, now or the next time. From any thread. */
    public abstract void unpark();

    /** Sets the thread's interrupt flag and lets {@link #park} return. From any thread. */
    public abstract void interrupt();

    /** The thread's name, state and stack, for people. */
    public abstract Thread thread();

    /** What the strand is doing; for the strand itself. */
    public final Turn turn() {
        return turn;
    }

    /**
     * Has the strand interrupted if it runs for longer than this before the limit is ended. Only the strand itself calls
     * this, for one limit at a time.
     */
    public final RunLimit limitRun(Duration duration) {
        var fresh = new RunLimit(this, guard, duration.toNanos());
        limit = fresh;
        guard.add(fresh);
        return fresh;
    }

    /** Called where {@link #park} begins to wait. */
    final void pause() {
        if (limit != null) {
            limit.pause();
        }
    }

    /** Called where {@link #park} has waited. */
    final void resume() {
        if (limit != null) {
            limit.resume();
        }
    }

    /**
     * Has this called, on the strand's own thread, with what gets past the body's catch blocks, even one of {@link Throwable}.
     * On a virtual thread that can happen (JDK-8389310: an exception misses the handlers of a frame whose code was thrown
     * away while it was parked), and who waits to hear of the strand's end would wait for ever. Only the strand itself calls
     * this.
     */
    public final void ifEscaped(Consumer<Throwable> handler) {
        lastResort = handler;
    }

    /** The thread ends by this. */
    final void escaped(Thread thread, Throwable failure) {
        if (lastResort == null) {
            thread.getThreadGroup().uncaughtException(thread, failure); // as for any other thread
        } else {
            lastResort.accept(failure);
        }
    }

    /** Undoes what {@link #run} did to the thread, for one that is used again. */
    static void leave() {
        CURRENT.remove();
        Turn.detach();
    }

    /** Runs the body as this strand, on the calling thread. */
    final void run(Runnable body) {
        CURRENT.set(this);
        turn.attach();
        body.run();
    }
}
