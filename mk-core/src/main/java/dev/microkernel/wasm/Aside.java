package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.InterruptedGuestException;
import java.io.Serial;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Does something for a guest on a thread of its own, whose stack is empty: what uses much of the class library takes more
 * stack than a guest may have left. The guest's thread waits, which counts as waiting.
 */
final class Aside {

    /** What was to be done has failed. */
    static final class FailedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        FailedException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    private Aside() {}

    static <T> T call(Host host, Callable<T> task) throws FailedException {
        var work = new FutureTask<>(task);
        host.watch().pause();
        var thread = Thread.ofVirtual().name("mk-guest-aside").start(work);
        try {
            return work.get();
        } catch (ExecutionException failed) {
            throw new FailedException(Objects.requireNonNull(failed.getCause(), "what has failed"));
        } catch (InterruptedException stopped) {
            thread.interrupt();
            throw new InterruptedGuestException();
        } finally {
            host.watch().resume();
        }
    }
}
