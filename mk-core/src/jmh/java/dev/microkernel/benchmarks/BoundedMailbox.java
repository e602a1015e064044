package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.Map;

/** What does the bound of a mailbox cost? The same as {@link Tell}, with and without, in turns. */
final class BoundedMailbox implements Session {

    static final Row UNBOUNDED = new Row("tell, 1 -> 1, unbounded", Unit.OPS_PER_SECOND, null);
    static final Row BOUNDED = new Row("tell, 1 -> 1, bounded(64k)", Unit.OPS_PER_SECOND, null);
    static final Row RATIO = new Row("mailbox: bounded(64k)/unbounded", Unit.RATIO, new Target.AtLeast(0.75));

    private static final int CAPACITY = 1 << 16;

    private final Counted unbounded;
    private final Counted bounded;

    /** Changes with each round: whoever comes first may have an advantage. */
    private boolean boundedFirst;

    private BoundedMailbox(Counted unbounded, Counted bounded) {
        this.unbounded = unbounded;
        this.bounded = bounded;
    }

    static <R> BoundedMailbox of(Contender<R> contender) {
        if (!(contender instanceof BoundedMailboxes<R> able)) {
            throw new IllegalArgumentException("it has no bounded mailboxes, contender=" + contender);
        }
        return new BoundedMailbox(new Tell<>(contender, 1), Tell.bounded(able, 1, CAPACITY));
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        var _ = round(length);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        boundedFirst = !boundedFirst;
        double first = (boundedFirst ? bounded : unbounded).run(length).perSecond();
        double second = (boundedFirst ? unbounded : bounded).run(length).perSecond();
        double with = boundedFirst ? first : second;
        double without = boundedFirst ? second : first;
        return Map.of(UNBOUNDED.name(), without, BOUNDED.name(), with, RATIO.name(), with / without);
    }
}
