package dev.microkernel.cell;

import dev.microkernel.actor.AskException;
import java.util.ArrayList;
import java.util.List;
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

    /** The paths of the circle in the order in which its actors ask, from one of them back to it; null if there is none. */
    private static @Nullable List<String> find(AskRef<?> ask) {
        var held = heldBy(ask);
        var circle = new ArrayList<String>();
        AskRef<?> link = ask;
        while (circle.size() < LENGTH_MAX && !link.isStopped()) {
            circle.add(link.receiver().path());
            var next = link.receiver() instanceof ActorCell<?> cell ? cell.waitsFor() : null;
            if (next == null || next.isStopped()) {
                return null;
            }
            int until = held.indexOf(next);
            if (until >= 0) {
                var waiting = circle.getLast();
                held.subList(1, until + 1)
                        .forEach(onBehalf -> circle.addFirst(onBehalf.receiver().path()));
                circle.addFirst(waiting);
                return circle;
            }
            link = next;
        }
        return null;
    }

    /**
     * The asks that get no reply before this one has, and itself. One that has its reply needs no other, nor do those
     * before it; and for one that was broadcast, somebody else may reply.
     */
    private static List<AskRef<?>> heldBy(AskRef<?> ask) {
        var held = new ArrayList<AskRef<?>>();
        AskRef<?> cause = ask;
        while (cause != null && !cause.isStopped() && !isBroadcast(cause) && held.size() < LENGTH_MAX) {
            held.add(cause);
            cause = cause.cause();
        }
        return held;
    }

    private static boolean isBroadcast(AskRef<?> ask) {
        return ask.receiver() instanceof RouterRef<?> group && group.isBroadcast();
    }
}
