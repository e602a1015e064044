package dev.microkernel.wasm;

import dev.microkernel.actor.ActorRef;
import java.util.List;
import java.util.Map;

/**
 * What came of reloading many actors.
 *
 * @param reloaded those that run the new module
 * @param failed those that run on as they were, or have stopped, with the reason
 * @param untouched those that were not asked any more, because others had failed
 */
public record RolloutResult(
        List<ActorRef<?>> reloaded, Map<ActorRef<?>, ReloadException> failed, List<ActorRef<?>> untouched) {

    /** Copies the collections. */
    public RolloutResult {
        reloaded = List.copyOf(reloaded);
        failed = Map.copyOf(failed);
        untouched = List.copyOf(untouched);
    }

    /** Whether all run the new module. */
    public boolean isComplete() {
        return failed.isEmpty() && untouched.isEmpty();
    }
}
