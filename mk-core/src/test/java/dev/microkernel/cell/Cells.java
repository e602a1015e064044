package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;

/** Looks into cells for tests of other packages, cheaply enough to do so after every turn. */
public final class Cells {

    private Cells() {}

    /** How many actors are in the tree that an actor belongs to, the root not counted. */
    public static int inTree(ActorRef<?> any) {
        return below(((ActorCell<?>) any).root());
    }

    private static int below(ActorCell<?> cell) {
        int count = 0;
        for (var child : cell.childCells()) {
            count += 1 + below(child);
        }
        return count;
    }

    /** Takes an actor out of the tree though it lives: the fault that is called an orphan. */
    public static void orphan(ActorRef<?> actor) {
        var cell = (ActorCell<?>) actor;
        var parent = cell.parent();
        if (parent != null && parent.notes() != null && parent.notes().children != null && !cell.isStopped()) {
            parent.notes().children.remove(cell);
        }
    }
}
