package dev.microkernel.cell;

import dev.microkernel.dispatch.Task;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.mailbox.Mailbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an actor's messages and controls come in, and the protocol by which one thread at a time runs its turns, and
 * one does whenever there is something to handle.
 *
 * <p>One turn sees what the former did, because every way from the end of a turn to the next leads through an atomic
 * step: the mailbox's tail, {@link #parked}, or a scheduler's queue.
 *
 * <p>An actor without work is idle in its mailbox, and the sender of the next message schedules it. Controls are a
 * stack that many push on and the turn takes whole, then reads backwards, so that each sender's arrive in order; a
 * control also nudges the mailbox. While the actor takes no messages (it waits for its supervisor's verdict, say), they
 * must wait too, so the mailbox cannot be empty and idle; then the actor is {@linkplain #parked parked}, and the sender
 * of the next control schedules it. The control is pushed before the sender reads {@code parked}; the turn sets {@code
 * parked} before it looks for controls once more: one of the two sees the other, and the compare-and-set lets one of
 * them go on.
 */
abstract class Inbox<M> extends InternalRef<M> implements Task, Mailbox.Handler<Turn> {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** How often to look for a message whose sender is between two steps before letting others go first. */
    private static final int SPINS = 64;

    private static final VarHandle TOP;
    private static final VarHandle PARKED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Inbox.class, "top", Control.class);
            PARKED = lookup.findVarHandle(Inbox.class, "parked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Mailbox mailbox;
    private volatile @Nullable Control top;
    private volatile boolean parked;
    private volatile boolean abandoned;

    /** Whether the actor's turns are run by strands, and not by workers. */
    private final boolean alone;

    /** When the actor was last found idle, in coarse ticks. Written by whoever found it, read by the curious. */
    private int busySince;

    Inbox(Kernel kernel, Mailbox mailbox, boolean alone) {
        super(kernel);
        this.mailbox = mailbox;
        this.alone = alone;
    }

    // ---- from any thread

    /** Puts a message into the mailbox and sees to it that it will be handled. Whether there was room. */
    final boolean offer(Courier envelope) {
        var offer = mailbox.offer(envelope);
        if (offer == Mailbox.Offer.ACCEPTED) {
            return true;
        }
        if (offer == Mailbox.Offer.FULL) {
            return false;
        }
        Task task = this;
        if (offer == Mailbox.Offer.ACCEPTED_CARRIED) {
            envelope.carryTo(this);
            task = envelope;
        }
        if (alone) {
            startAlone(task);
        } else {
            kernel().scheduler().schedule(task);
        }
        busySince = kernel().time().coarse().ticks();
        return true;
    }

    /** Sends a control, which is handled before all messages. */
    final void control(Control control) {
        Control below;
        do {
            below = top;
            control.below = below;
        } while (!TOP.compareAndSet(this, below, control));
        if (abandoned) {
            answerControls();
        } else if (unpark() || mailbox.nudge()) {
            busySince = kernel().time().coarse().ticks();
            if (alone) {
                startAlone(this);
            } else if (control.goesFirst()) {
                kernel().scheduler().scheduleFirst(this);
            } else {
                kernel().scheduler().schedule(this);
            }
        }
    }

    /** Has the first turn run, which finds neither message nor control; not before the system has started. */
    final void scheduleFirstTurn() {
        if (mailbox.nudge()) {
            busySince = kernel().time().coarse().ticks();
            kernel().scheduler().schedule(alone ? this::beginAlone : this);
        }
    }

    /** Strands do not wait for the start of the system; a worker's turn does. */
    private @Nullable Task beginAlone(Turn workers) {
        startAlone(this);
        return null;
    }

    /**
     * Declares that no turn will handle controls any more, though one may still be running: from now on they are answered
     * by those who send them. A sender pushes its control before it reads {@code abandoned}, and this writes that before
     * it takes what is there: one of them takes it.
     */
    final void abandon() {
        abandoned = true;
        answerControls();
    }

    final boolean isAbandoned() {
        return abandoned;
    }

    private void answerControls() {
        for (var control = takeControls(); control != null; control = control.below) {
            onControlTooLate(control);
        }
    }

    private boolean unpark() {
        return parked && PARKED.compareAndSet(this, true, false);
    }

    final Mailbox mailbox() {
        return mailbox;
    }

    final int busySince() {
        return busySince;
    }

    // ---- the turn

    /** Has a turn run away from the workers. */
    abstract void startAlone(Task task);

    /** Called first in each turn. */
    abstract void beginTurn();

    /** Whether messages are handled now; if not, only a control can change that. */
    abstract boolean takesMessages();

    /** Whether something goes before the mailbox. */
    abstract boolean hasFront();

    /** Takes what goes before the mailbox, or null. */
    abstract @Nullable Envelope takeFront();

    /** Handles a control. */
    abstract void onControl(Control control);

    /** Answers a control that came when no turn would; on the sender's thread. */
    abstract void onControlTooLate(Control control);

    /** Handles a message. Must not throw. */
    abstract void onEnvelope(Envelope envelope, Turn turn);

    /** Whether the next message may come straight out of the mailbox. */
    abstract boolean goesOnDraining();

    /** Called when messages have been handled and the mailbox may be touched again. */
    abstract void afterMessages();

    /** Called when a turn ends though messages wait. */
    abstract void onBacklog();

    @Override
    public final @Nullable Task runTurn(Turn turn) {
        return runTurn(turn, null);
    }

    /** Runs a turn that was caused by the message that is carried to it, or by something else. */
    final @Nullable Task runTurn(Turn turn, @Nullable Envelope carried) {
        turn.begin(this);
        try {
            return (carried != null && handleCarried(carried, turn)) || !handleAll(turn) ? null : this;
        } catch (Throwable bug) {
            // Behaviours are called where failures are handled, so this is a fault of the runtime. The actor goes on:
            // one that was never scheduled again could not even be stopped.
            LOG.atError().addKeyValue("actor", path()).setCause(bug).log("A turn of {} broke off", path());
            return this;
        }
    }

    /** The short way, for actors that have just this to do. Whether the actor is idle again. */
    private boolean handleCarried(Envelope carried, Turn turn) {
        if (top != null || !takesMessages() || hasFront()) {
            mailbox.putBack(carried);
            return false;
        }
        boolean emptied = mailbox.drain(carried, this, turn);
        afterMessages();
        return emptied && top == null && mailbox.idle();
    }

    private boolean handleAll(Turn turn) {
        int spins = 0;
        beginTurn();
        while (true) {
            if (top != null) {
                boolean goOn = handleControls(turn);
                afterMessages();
                if (!goOn) {
                    return true;
                }
            }
            if (!takesMessages()) {
                parked = true;
                if (top == null || !unpark()) {
                    return false;
                }
                continue;
            }
            var front = takeFront();
            boolean emptied = false;
            if (front == null) {
                emptied = mailbox.drain(null, this, turn);
            } else {
                var _ = handle(front, turn);
            }
            afterMessages();
            if (turn.isOver()) {
                onBacklog();
                return true;
            }
            // The nudge of a control may just have been taken from the mailbox: look before going idle.
            if (!emptied || top != null) {
                continue;
            }
            if (mailbox.idle()) {
                return false;
            }
            if (++spins == SPINS) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public final boolean handle(Envelope envelope, Turn turn) {
        turn.handling(envelope);
        onEnvelope(envelope, turn);
        return turn.mayHandleAnother() && top == null && goesOnDraining();
    }

    /** Handles the controls sent so far. Whether the turn may go on. */
    private boolean handleControls(Turn turn) {
        boolean goOn = true;
        for (var control = takeControls(); control != null; control = control.below) {
            turn.handling(null);
            try {
                onControl(control);
            } catch (Throwable bug) {
                // What it throws, a timer's key that has no equals, say, must not cost those behind it.
                LOG.atError()
                        .addKeyValue("actor", path())
                        .setCause(bug)
                        .log(
                                "{} could not handle {}",
                                path(),
                                control.getClass().getSimpleName());
            }
            goOn &= turn.mayHandleAnother();
        }
        return goOn;
    }

    /** Takes all controls, oldest first. */
    private @Nullable Control takeControls() {
        var control = (Control) TOP.getAndSet(this, null);
        Control oldest = null;
        while (control != null) {
            var below = control.below;
            control.below = oldest;
            oldest = control;
            control = below;
        }
        return oldest;
    }

    /** Has a message handled in this turn, outside the order of the mailbox. */
    final void handleNow(Envelope envelope) {
        var turn = kernel().currentTurn();
        turn.handling(envelope);
        onEnvelope(envelope, turn);
    }
}
