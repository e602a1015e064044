package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import java.util.concurrent.CompletableFuture;

/** Has a future hear of the end of an actor, for those who are no actors themselves. */
final class FutureWatcher implements Watcher {

    private final CompletableFuture<ExitReason> future = new CompletableFuture<>();

    static CompletableFuture<ExitReason> watch(InternalRef<?> actor) {
        var watcher = new FutureWatcher();
        actor.watchedBy(watcher);
        var _ = watcher.future.whenComplete((reason, cancelled) -> {
            if (cancelled != null) {
                actor.unwatchedBy(watcher);
            }
        });
        return watcher.future;
    }

    @Override
    public void ended(InternalRef<?> actor, ExitReason reason) {
        future.complete(reason);
    }
}
