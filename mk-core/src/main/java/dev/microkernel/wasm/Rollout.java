package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Reloads one actor after the other, some at the same time. Actors are asked by whoever has just seen another one done. */
final class Rollout {

    private final WasmModule module;
    private final CompletableFuture<RolloutResult> result = new CompletableFuture<>();

    // All guarded by this.
    private final ArrayDeque<ActorRef<?>> waiting;
    private final List<ActorRef<?>> reloaded = new ArrayList<>();
    private final Map<ActorRef<?>, ReloadException> failed = new LinkedHashMap<>();
    private int underWay;

    Rollout(Collection<? extends ActorRef<?>> actors, WasmModule module) {
        this.waiting = new ArrayDeque<>(actors);
        this.module = module;
    }

    CompletableFuture<RolloutResult> start(int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException("at least 1 must be reloaded at a time, atOnce=" + atOnce);
        }
        for (int i = 0; i < atOnce; i++) {
            next();
        }
        return result;
    }

    private void next() {
        var actor = take();
        if (actor == null) {
            finishIfDone();
            return;
        }
        CompletableFuture<WasmVersion> done;
        try {
            done = WasmActors.reload(actor, module);
        } catch (IllegalArgumentException none) {
            done = CompletableFuture.failedFuture(new ReloadException(String.valueOf(none.getMessage())));
        }
        var _ = done.whenComplete((version, failure) -> {
            note(actor, failure);
            next();
        });
    }

    private synchronized @Nullable ActorRef<?> take() {
        var actor = failed.isEmpty() ? waiting.poll() : null;
        if (actor != null) {
            underWay++;
        }
        return actor;
    }

    private synchronized void note(ActorRef<?> actor, @Nullable Throwable failure) {
        underWay--;
        if (failure == null) {
            reloaded.add(actor);
        } else {
            var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            failed.put(actor, cause instanceof ReloadException why ? why : new ReloadException(String.valueOf(cause)));
        }
    }

    private void finishIfDone() {
        RolloutResult all;
        synchronized (this) {
            if (underWay > 0) {
                return;
            }
            all = new RolloutResult(reloaded, failed, List.copyOf(waiting));
        }
        result.complete(all);
    }
}
