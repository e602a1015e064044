package dev.microkernel.cell;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Controls on their way to one cell: a stack that many push on and the cell takes whole, then reads backwards, so that
 * each sender's controls arrive in order.
 */
final class ControlLane {

    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(ControlLane.class, "top", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Node top;

    private static final class Node {
        final Control control;

        @Nullable
        Node below;

        Node(Control control) {
            this.control = control;
        }
    }

    /** From any thread. */
    void push(Control control) {
        var node = new Node(control);
        Node below;
        do {
            below = top;
            node.below = below;
        } while (!TOP.compareAndSet(this, below, node));
    }

    boolean isEmpty() {
        return top == null;
    }

    /** Hands over all controls pushed before, oldest first. Only from within the cell's turn. */
    void drainTo(Consumer<Control> handler) {
        var node = (Node) TOP.getAndSet(this, null);
        Node oldest = null;
        while (node != null) {
            var below = node.below;
            node.below = oldest;
            oldest = node;
            node = below;
        }
        for (; oldest != null; oldest = oldest.below) {
            handler.accept(oldest.control);
        }
    }
}
