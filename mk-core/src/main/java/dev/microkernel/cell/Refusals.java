package dev.microkernel.cell;

import java.util.concurrent.atomic.LongAdder;

/** How many messages a cell's mailbox did not take, by what became of them. */
final class Refusals {

    /** The sender was told. */
    final LongAdder refused = new LongAdder();

    /** They, or others for their sake, were dropped. */
    final LongAdder dropped = new LongAdder();
}
