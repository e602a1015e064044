package dev.microkernel.simulation;

import dev.microkernel.actor.ActorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the actors of a scenario saw, held against what they should. Everything is on one thread. */
final class Ledger {

    /** One life of an actor; of its lives, the number tells which. */
    record Life(String path, int number) {}

    private record Watch(Life watcher, ActorRef<?> watched) {}

    private final Map<String, Integer> lives = new HashMap<>();
    private final Set<Watch> watches = new LinkedHashSet<>(); // references have no hash of their own
    private final Map<String, Long> lastNumbers = new HashMap<>();
    private final Map<String, List<Long>> restarts = new HashMap<>();
    private String violation = "";

    void violated(String rule) {
        if (violation.isEmpty()) {
            violation = rule;
        }
    }

    /** Fails if anything was seen that must not be. */
    void check() {
        if (!violation.isEmpty()) {
            throw new AssertionError(violation);
        }
    }

    // ---- lives

    Life begins(String path) {
        var life = new Life(path, lives.merge(path, 1, Integer::sum));
        watches.removeIf(watch -> watch.watcher.path.equals(path)); // what its former lives watched
        return life;
    }

    boolean isPresent(Life life) {
        return lives.getOrDefault(life.path, 0) == life.number;
    }

    /** A message that was meant for one life arrives in another or the same. */
    void arrives(Life meantFor, Life receiver) {
        if (!meantFor.equals(receiver)) {
            violated("a message for " + meantFor + " reached " + receiver);
        }
    }

    /** No more than {@code most} restarts fall within the period. */
    void restarted(String whose, long nowNanos, int most, long periodNanos) {
        var times = restarts.computeIfAbsent(whose, missing -> new ArrayList<>());
        times.add(nowNanos);
        long within = times.stream().filter(at -> nowNanos - at <= periodNanos).count();
        if (within > most) {
            violated(within + " restarts of " + whose + " within the period, granted are " + most);
        }
    }

    // ---- watches

    void watches(Life watcher, ActorRef<?> watched) {
        watches.add(new Watch(watcher, watched));
    }

    void unwatches(Life watcher, ActorRef<?> watched) {
        watches.remove(new Watch(watcher, watched));
    }

    void terminated(Life watcher, ActorRef<?> watched) {
        if (!watches.remove(new Watch(watcher, watched))) {
            violated(watcher + " heard of the end of " + watched.path() + " twice, or unasked");
        }
    }

    /** Who still waits to hear of an end. */
    List<ActorRef<?>> unheard(Life watcher) {
        var open = new ArrayList<ActorRef<?>>();
        for (var watch : watches) {
            if (watch.watcher.equals(watcher)) {
                open.add(watch.watched);
            }
        }
        return open;
    }

    Set<Life> watchers() {
        var all = new LinkedHashSet<Life>();
        watches.forEach(watch -> all.add(watch.watcher));
        return all;
    }

    // ---- order

    /** Numbers of one pair must be next to each other. */
    void numberedWithoutGap(String pair, long number) {
        var before = lastNumbers.put(pair, number);
        if (before != null && before + 1 != number) {
            violated("number " + number + " after " + before + " from " + pair);
        }
    }

    /** Numbers of one pair must rise. */
    void numbered(String pair, long number) {
        var before = lastNumbers.put(pair, number);
        if (before != null && before >= number) {
            violated("number " + number + " after " + before + " from " + pair);
        }
    }
}
