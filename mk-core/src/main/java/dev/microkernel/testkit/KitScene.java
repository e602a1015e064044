package dev.microkernel.testkit;

import dev.microkernel.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of one test kit share. */
final class KitScene {

    /** The scene of the behaviour that is being called on this thread. */
    private static final ScopedValue<KitScene> CURRENT = ScopedValue.newInstance();

    private final VirtualTime time = new VirtualTime();
    private final KitTurn turn = new KitTurn(this);
    private final List<Effect> effects = new ArrayList<>();

    static @Nullable KitScene current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    ScopedValue.Carrier carrier() {
        return ScopedValue.where(CURRENT, this);
    }

    VirtualTime time() {
        return time;
    }

    KitTurn turn() {
        return turn;
    }

    List<Effect> effects() {
        return effects;
    }

    void record(Effect effect) {
        effects.add(effect);
    }
}
