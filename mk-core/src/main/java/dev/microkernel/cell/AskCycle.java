package dev.microkernel.cell;

import dev.microkernel.actor.AskException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds asks that wait for each other in a circle. A process that asks waits until the reply comes, and takes no message
 * meanwhile; an actor that has handled an ask without replying, but has asked on its behalf, waits for that one. A
 * waiting process makes known what it waits for before it looks, so of those that close a circle at the same time at
 * least one sees it whole.
 */
final class AskCycle {

    /** How long a circle is looked for; a longer one ends by its time-outs. */
    private static final int LENGTH_MAX = 64;

    private AskCycle() {}

    /** Fails an ask if it can never be answered. */
    static void breakUp(AskRef<?> ask) {
        var circle = find(ask);
        if (circle != null) {
            ask.fail(
                    AskException.Kind.CYCLE,
                    "asks wait for each other in a circle: " + String.join(" -> ", circle)
                            + "; have one of them reply first, or tell instead of asking",
                    null);
        }
    }

    private static @Nullable List<String> find(AskRef<?> ask) {
        // The asks that get no reply before this one has.
        Set<AskRef<?>> held = Collections.newSetFromMap(new IdentityHashMap<>());
        for (AskRef<?> cause = ask; cause != null && held.size() < LENGTH_MAX; cause = cause.cause()) {
            held.add(cause);
        }
        var circle = new ArrayList<String>();
        AskRef<?> link = ask;
        while (circle.size() < LENGTH_MAX && !link.isStopped()) {
            circle.add(link.receiver().path());
            var next = link.receiver() instanceof ActorCell<?> cell ? cell.waitsFor() : null;
            if (next == null || next.isStopped()) {
                return null;
            }
            if (held.contains(next)) {
                return whole(ask, next, circle);
            }
            link = next;
        }
        return null;
    }

    /** The circle from its last actor back to it, by way of those that asked on behalf of the held ask. */
    private static List<String> whole(AskRef<?> ask, AskRef<?> heldAsk, List<String> found) {
        var between = new ArrayList<String>();
        for (var cause = ask.cause(); cause != null && ask != heldAsk; cause = cause.cause()) {
            between.addFirst(cause.receiver().path());
            if (cause == heldAsk) {
                break;
            }
        }
        var whole = new ArrayList<String>();
        whole.add(found.getLast());
        whole.addAll(between);
        whole.addAll(found);
        return whole;
    }
}
