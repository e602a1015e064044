package dev.microkernel.cell;

import dev.microkernel.actor.BlockingBehavior;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.mailbox.Envelope;
import java.util.Objects;

/**
 * One life of a blocking behaviour. For a call it has a strand, which ends when there is nothing more to do; then the
 * runner {@linkplain ProcessRunner#rest rests}. Who leads it out of its rest, by compare-and-set, decides what follows: the
 * cell's turn that hands over a message, has it wake or has it end; or the strand itself, which looks, after it has come to
 * rest, for what it may have been told before.
 *
 * <p>To start a strand costs more than many a call, so the turn that finds the runner at rest hands over several messages at
 * once, as far as they wait: it takes the mark away with the first, lays that and others into the queue that is the strand's
 * while one runs, and starts one when it has no more. They are no longer in the mailbox then, so there are never more than a
 * fraction of its capacity.
 *
 * <p>Strands are started by the cell's turn only, so it always knows the one to interrupt. Being told to stop is kept in
 * {@link #stopping} too: the interrupt of a strand that has done its work is lost.
 */
final class BlockingRunner<M> extends ProcessRunner<M> {

    /** Most messages that are handed over at once. */
    private static final int HANDED_MAX = 64;

    /** Which part of a bounded mailbox's messages may be handed over at once. */
    private static final int PART_OF_CAPACITY = 16;

    private final BlockingBehavior<M> behavior;
    private final int handedMax;

    /** How many messages are about to be handed over to the next strand. Only the cell's turn touches it. */
    private int gathered;

    private volatile boolean suspended;
    private volatile boolean stopping;
    private volatile boolean woken;

    /** Whether the behaviour has begun. Only strands touch it, which follow each other. */
    private boolean begun;

    BlockingRunner(ActorCell<M> cell, BlockingBehavior<M> behavior) {
        super(cell, context -> {
            throw new IllegalStateException("a blocking behaviour is not run as a process");
        });
        this.behavior = behavior;
        this.handedMax = Math.clamp(cell.mailbox().capacity() / PART_OF_CAPACITY, 1, HANDED_MAX);
    }

    /** The behaviour, for those who know what it is. */
    BlockingBehavior<M> behavior() {
        return behavior;
    }

    // ---- for the cell's turn

    @Override
    void start() {
        var scheduler = cell().kernel().scheduler();
        var name = cell().path();
        setStrand(behavior.mayWait() ? scheduler.startStrand(name, this::run) : scheduler.startPooled(name, this::run));
    }

    @Override
    boolean wantsMessage() {
        return gathered == 0 ? super.wantsMessage() : gathered < handedMax;
    }

    @Override
    boolean hand(Envelope envelope) {
        if (gathered > 0 || move(RESTING, NOTHING)) {
            layDown(envelope);
            gathered++;
            return true;
        }
        return super.hand(envelope);
    }

    @Override
    boolean takesMore() {
        return gathered > 0 && gathered < handedMax;
    }

    @Override
    void handedOver() {
        if (gathered > 0) {
            gathered = 0;
            start();
        }
    }

    /** What was handed over and not begun with waits for the end of it, too. */
    @Override
    void suspend(boolean begin) {
        suspended = begin;
        if (!begin && move(RESTING, NOTHING)) {
            start();
        }
    }

    /** Has {@link BlockingBehavior#onWake} called, behind the call under way; one that waits for a message is told. */
    void wake() {
        woken = true;
        if (move(RESTING, NOTHING)) {
            start();
        } else {
            endWait();
        }
    }

    /** It may have looked for what it was woken over, and begun to wait, before it was woken. */
    @Override
    void wanted() {
        if (woken) {
            endWait();
        }
    }

    @Override
    void woke() {
        woken = false;
    }

    @Override
    void interrupt() {
        stopping = true;
        if (move(RESTING, NOTHING)) {
            cell().control(new Control.ProcessEnded(this, null));
        } else {
            super.interrupt();
        }
    }

    // ---- for the strand

    private void run() {
        var strand = Objects.requireNonNull(Strand.current(), "run by a strand");
        var turn = strand.turn();
        strand.ifEscaped(escaped -> ended(turn, escaped));
        turn.begin(cell());
        Throwable failure = null;
        boolean goesOn = true;
        boolean rests = false;
        try {
            while (goesOn && !rests) {
                goesOn = !stopping && handleAll();
                if (goesOn) {
                    boolean left = hasNext(); // as it was suspended; once it rests, they are the turn's to look at
                    rest();
                    boolean wanted = stopping || woken || (left && !suspended);
                    // Who led it out of its rest meanwhile has seen to what follows.
                    rests = !wanted || !move(RESTING, NOTHING);
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (rests) {
            endHandling(failure);
            turn.end();
            cell().control(new Control.Wanted());
        } else {
            ended(turn, failure);
        }
    }

    /** Does all there is to do. Whether the actor goes on. */
    private boolean handleAll() throws Exception {
        var here = here();
        if (!begun) {
            begun = true;
            behavior.onStart(this);
        }
        while (!stopping) {
            if (woken) {
                woken = false;
                behavior.onWake(this);
            }
            var next = suspended ? null : takeNext();
            if (next == null) {
                return true;
            }
            begin(here, next);
            if (!behavior.onMessage(received(next), this)) {
                finishCurrent(here);
                return false;
            }
            finishCurrent(here);
        }
        return true;
    }
}
