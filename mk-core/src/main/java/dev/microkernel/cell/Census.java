package dev.microkernel.cell;

import dev.microkernel.time.CoarseClock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** Counts the actors of a tree by type, with what waits for them. It looks at every one of them, and stops none. */
public final class Census {

    /**
     * The actors of one type.
     *
     * @param actors how many there are
     * @param waiting how many messages wait in their mailboxes
     * @param oldestNanos for about how long the oldest of these has been waiting; 0 if none waits
     */
    public record Group(long actors, long waiting, long oldestNanos) {

        Group with(int depth, long ageNanos) {
            return new Group(actors + 1, waiting + depth, Math.max(oldestNanos, ageNanos));
        }
    }

    private static final Group NOBODY = new Group(0, 0, 0);

    private Census() {}

    /**
     * How many messages are to be handled below a cell yet: those that wait, but for suspended actors, and those that
     * processes are at.
     */
    public static long pending(ActorCell<?> root) {
        long pending = 0;
        var parents = new ArrayDeque<ActorCell<?>>();
        parents.add(root);
        while (!parents.isEmpty()) {
            for (var cell : parents.remove().childCells()) {
                var notes = cell.notes();
                if (notes == null || !notes.suspended) {
                    pending += cell.mailbox().depth();
                }
                var process = notes == null ? null : notes.process;
                if (process != null && process.isAtMessage()) {
                    pending++;
                }
                parents.add(cell);
            }
        }
        return pending;
    }

    /** The actors below a cell, itself not counted, by type. */
    public static Map<String, Group> below(ActorCell<?> root) {
        var groups = new HashMap<String, Group>();
        var parents = new ArrayDeque<ActorCell<?>>();
        parents.add(root);
        while (!parents.isEmpty()) {
            for (var cell : parents.remove().childCells()) {
                int depth = cell.mailbox().depth();
                long age = depth == 0 ? 0 : CoarseClock.nanosOf(Inspection.ticksOfOldest(cell, depth));
                groups.merge(cell.type(), NOBODY.with(depth, age), (some, one) -> some.with(depth, age));
                parents.add(cell);
            }
        }
        return groups;
    }
}
