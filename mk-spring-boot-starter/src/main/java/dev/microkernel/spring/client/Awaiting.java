package dev.microkernel.spring.client;

import dev.microkernel.actor.AskException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for replies. */
final class Awaiting {

    private Awaiting() {}

    /**
     * The reply, which comes in time or not at all: the ask has its own time-out.
     *
     * @throws AskException if there is none
     * @throws InterruptedException if the thread is interrupted, which gives up the wait
     */
    static <R> R reply(CompletableFuture<R> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof AskException why) {
                throw why;
            }
            throw new IllegalStateException("an ask failed as no ask does", failure);
        } catch (InterruptedException interrupted) {
            asked.cancel(false);
            throw interrupted;
        }
    }
}
