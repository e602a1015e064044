package dev.microkernel.dispatch;

import dev.microkernel.time.VirtualTime;

/** Makes turns for tests of those who run in them. */
public final class Turns {

    private Turns() {}

    /** A turn that is never over by time. */
    public static Turn turn() {
        return new Turn(new VirtualTime().coarse(), 64, false);
    }
}
