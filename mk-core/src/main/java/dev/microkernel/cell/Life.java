package dev.microkernel.cell;

import static dev.microkernel.actor.ActorInfo.State.FAILED;
import static dev.microkernel.actor.ActorInfo.State.RESTARTING;
import static dev.microkernel.actor.ActorInfo.State.RUNNING;
import static dev.microkernel.actor.ActorInfo.State.STARTING;
import static dev.microkernel.actor.ActorInfo.State.STOPPED;
import static dev.microkernel.actor.ActorInfo.State.STOPPING;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.BlockingMailbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lives of an actor, from its start through restarts to its end.
 *
 * <pre>
 *   STARTING -> RUNNING -> FAILED -> RESTARTING -> RUNNING ...
 *                  any of these -> STOPPING -> STOPPED
 * </pre>
 *
 * <p>Its own turns lead from one state to the next. The exception is {@link #kill}: it comes from another thread, when a
 * turn hangs in a user's code and will perhaps never end. Hence every step is a compare-and-set, which fails behind a
 * kill; and the end is {@linkplain #ended claimed} once, by the turn or by the kill, so that it is told once.
 */
abstract class Life<M> extends Inbox<M> {

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");
    private static final VarHandle STATE;
    private static final VarHandle ENDED;
    private static final VarHandle ANNEX;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Life.class, "state", ActorInfo.State.class);
            ENDED = lookup.findVarHandle(Life.class, "ended", boolean.class);
            ANNEX = lookup.findVarHandle(Life.class, "annex", Annex.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ActorCell<?> parent;
    private final ActorSpec<M> spec;
    private volatile ActorInfo.State state = STARTING;
    private volatile boolean ended;
    private volatile @Nullable Annex annex;

    Life(Kernel kernel, @Nullable ActorCell<?> parent, ActorSpec<M> spec) {
        super(kernel, spec.mailbox().create());
        this.parent = parent;
        this.spec = spec;
    }

    // ---- for the actor's behaviour

    /** Makes the behaviour, or starts the process. */
    abstract void start() throws Exception;

    /** Tells the behaviour something while it runs. */
    abstract void signal(Signal signal);

    /** The last thing a behaviour hears, if there is one, before it is gone. What it throws now changes nothing. */
    abstract void lastCall(Signal signal);

    /** The cell that this is. */
    abstract ActorCell<M> self();

    // ---- what is seen of it

    /** What it is doing. */
    final ActorInfo.State state() {
        return state;
    }

    final boolean isRunning() {
        return state == RUNNING;
    }

    @Override
    public final boolean isStopped() {
        return state.compareTo(STOPPING) >= 0;
    }

    /** Whether it was killed: what its turn still does counts for nothing. */
    final boolean isKilled() {
        return isAbandoned();
    }

    /** What it was made of. */
    final ActorSpec<M> spec() {
        return spec;
    }

    final @Nullable ActorCell<?> parent() {
        return parent;
    }

    final boolean isRoot() {
        return parent == null;
    }

    /** What is known beside the fields above, or null if nothing. */
    final @Nullable Annex notes() {
        return annex;
    }

    /** What most actors do not need. */
    final Annex annex() {
        var present = annex;
        return present == null ? newAnnex() : present;
    }

    private Annex newAnnex() {
        var fresh = new Annex();
        var present = (Annex) ANNEX.compareAndExchange(this, null, fresh);
        return present == null ? fresh : present;
    }

    /** How often the actor has been restarted, which tells its lives apart. */
    final int incarnation() {
        var notes = annex;
        return notes == null ? 0 : notes.restarts;
    }

    private boolean move(ActorInfo.State from, ActorInfo.State to) {
        return STATE.compareAndSet(this, from, to);
    }

    // ---- start

    /** Has the actor begin only when its parent says so. Before its first turn. */
    final void hold(Control.LetGo order) {
        annex().order = order;
        annex().hasLetGo = true;
    }

    /** What the parent's {@link Control.Begin} must name. */
    final Control.LetGo heldBy() {
        var order = annex().order;
        if (order == null) {
            throw new IllegalStateException("the actor is not held, actor=" + path());
        }
        return order;
    }

    @Override
    final void beginTurn() {
        if (state == STARTING && (annex == null || annex.order == null)) {
            begin(STARTING);
            afterMessages(); // a factory may stop its actor at once
        }
    }

    final void onBegin(Control.Begin begin) {
        var notes = annex();
        if (!begin.order.equals(notes.order)) {
            return; // something else has come between
        }
        if (notes.hasLetGo) {
            begin(state);
        } else {
            notes.mayBegin = true;
        }
    }

    private void begin(ActorInfo.State from) {
        if ((from != STARTING && from != RESTARTING) || !move(from, RUNNING)) {
            return;
        }
        if (from == RESTARTING) {
            kernel().names().watchAfresh(self());
        }
        var order = takeOrder();
        try {
            start();
        } catch (Throwable failure) {
            failed(failure);
        }
        if (state != RUNNING) {
            return;
        }
        if (spec.supervisor().children().isEmpty()) {
            reportBegun(order);
        } else {
            annex().supervisor(self()).startChildren(() -> reportBegun(order));
        }
    }

    private Control.@Nullable LetGo takeOrder() {
        var notes = annex;
        if (notes == null) {
            return null;
        }
        var order = notes.order;
        notes.order = null;
        notes.hasLetGo = false;
        notes.mayBegin = false;
        notes.carriedOver = notes.carryOver;
        notes.carryOver = null;
        return order;
    }

    private void reportBegun(Control.@Nullable LetGo order) {
        if (parent != null && order != null && order.reports) {
            parent.control(new Control.Reported(self(), order, true));
        }
    }

    // ---- the end of a life

    /** Ends this life because of what was thrown; whether another follows is the supervisor's decision. */
    final void failed(Throwable cause) {
        if (cause instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            kernel().reportFatal(self(), fatal);
        }
        if (state != RUNNING) {
            LOG.atWarn().addKeyValue("actor", path()).setCause(cause).log("{} failed while it was {}", path(), state);
            return;
        }
        exit(ExitReason.of(cause));
    }

    /** Ends this life by the actor's own doing; whether another follows is the supervisor's decision. */
    final void exit(ExitReason reason) {
        var process = annex == null ? null : annex.process;
        if (process == null) {
            concludeLife(reason);
        } else if (state == RUNNING) {
            process.abort(reason); // once its thread has ended, the life does
        }
    }

    /** Ends this life, of which no thread is left. */
    final void concludeLife(ExitReason reason) {
        if (state != RUNNING) {
            return;
        }
        if (reason.isAbnormal()) {
            annex().failed(kernel().time().now(), reason);
            LOG.atWarn()
                    .addKeyValue("actor", path())
                    .setCause(reason.failure())
                    .log("{} failed: {}", path(), Texts.of(reason));
        }
        if (parent == null) {
            LOG.error("The root actor ended by itself: this is a fault of the runtime");
        } else if (!reason.isAbnormal() && spec.lifecycle().restart() != RestartType.PERMANENT) {
            stopByItself(reason);
        } else if (move(RUNNING, FAILED)) {
            if (annex().watches != null) {
                annex().watches(self()).breakLinks(reason);
            }
            parent.control(new Control.Exited(self(), reason));
        }
    }

    /** Tells the actor to let go of its life. From the parent's turn. */
    final void letGo(Control.LetGo order) {
        annex().stopDeadline().set(self(), spec.lifecycle().stopDeadline());
        control(order);
    }

    final void onLetGo(Control.LetGo order) {
        var from = state;
        switch (from) {
            case RUNNING, FAILED -> {
                if (!move(from, RESTARTING)) {
                    return;
                }
                obey(order);
                var notes = annex();
                notes.countRestart();
                kernel().countRestart(RestartKind.of(spec.type(), order));
                if (from == RUNNING && notes.watches != null) {
                    notes.watches.breakLinks(order.reason);
                }
                lastCall(new Signal.PreRestart(order.reason));
                forgetFormerLife();
                self().giveUpMade();
                notes.unstashAll();
                stopYoungest();
            }
            case STARTING, RESTARTING -> {
                obey(order);
                if (from == STARTING || annex().hasLetGo) {
                    hasLetGo();
                }
            }
            case SUSPENDED, STOPPING, STOPPED -> {}
        }
    }

    private void obey(Control.LetGo order) {
        annex().order = order;
        annex().mayBegin = false;
    }

    private void hasLetGo() {
        var notes = annex();
        notes.hasLetGo = true;
        notes.stopDeadlineMet();
        if (!spec.lifecycle().keepsMailbox()) {
            self().giveUpMessages();
        }
        var order = notes.order;
        if (parent != null && order != null && order.reports) {
            parent.control(new Control.Reported(self(), order, false));
        }
        if (notes.mayBegin) {
            begin(RESTARTING);
        }
    }

    private void forgetFormerLife() {
        if (annex != null) {
            annex.forgetFormerLife();
        }
    }

    // ---- the end for good

    /** Has this actor stop, children first. From any thread. */
    public final void stop(ExitReason reason) {
        if (!isRoot() && !ended) {
            annex().stopDeadline().set(self(), spec.lifecycle().stopDeadline());
        }
        control(new Control.Stop(reason));
    }

    /** Ends the actor for good, by its own doing and its parent's consent. */
    final void stopByItself(ExitReason reason) {
        if (spec.lifecycle().significant()) {
            annex().endedByItself = true;
        }
        if (kernel().isTurnOf(self())) {
            beginStop(reason);
        } else {
            stop(reason);
        }
    }

    final void beginStop(ExitReason reason) {
        var from = state;
        if (isStopped() || !move(from, STOPPING)) {
            return;
        }
        if (!(reason instanceof ExitReason.Normal)) {
            annex().exitReason = reason;
        }
        forgetFormerLife();
        closeChildren();
        stopYoungest();
    }

    private void closeChildren() {
        var present = annex == null ? null : annex.children;
        if (present != null) {
            present.close();
        }
    }

    /**
     * Stops children one after the other, the youngest first, and then the process; behind the last of them, goes on
     * with what waits for it.
     */
    private void stopYoungest() {
        var notes = annex;
        var youngest = notes == null || notes.children == null ? null : notes.children.youngest();
        if (youngest != null) {
            youngest.stop(new ExitReason.Stopped());
        } else if (notes != null && notes.process != null) {
            notes.process.interrupt();
        } else if (state == RESTARTING) {
            hasLetGo();
        } else {
            end();
        }
    }

    /** A child, or the process, for which this life's end may have waited, has ended. */
    final void onPartEnded() {
        if (state == STOPPING || (state == RESTARTING && !annex().hasLetGo)) {
            stopYoungest();
        }
    }

    /** Whether it would go on if a child had stopped. */
    final boolean waitsForChildren() {
        var notes = annex;
        return (state == STOPPING || state == RESTARTING)
                && notes != null
                && notes.children != null
                && notes.children.youngest() != null;
    }

    private void end() {
        lastCall(new Signal.Stopping());
        forgetFormerLife();
        move(STOPPING, STOPPED);
    }

    @Override
    void afterMessages() {
        if (state == STOPPED) {
            finish();
        }
    }

    /**
     * Gives up what waits, and lets the others know of the end. Not in later turns: when the last actor of a system has
     * ended, there may be none.
     */
    private void finish() {
        self().giveUpMessages();
        if (ENDED.compareAndSet(this, false, true)) {
            letOthersKnow();
        }
    }

    private void letOthersKnow() {
        if (mailbox() instanceof BlockingMailbox blocking) {
            blocking.wakeAll();
        }
        kernel().registry().drop(self());
        withdraw();
        var notes = annex;
        var reason = notes == null ? new ExitReason.Normal() : notes.exitReason;
        if (parent != null) {
            kernel().countEnded();
            // Before its watchers, of which the parent may be one: the child's name must be free when they hear of it.
            parent.control(new Control.ChildStopped(self()));
        }
        if (notes != null) {
            notes.stopDeadlineMet();
            if (notes.watches != null) {
                notes.watches.breakLinks(reason);
                notes.watches.tellWatchers(reason);
            }
        }
        if (parent == null) {
            kernel().stopped().complete(null);
        }
    }

    /**
     * Ends the actor without its doing, because it has not met its deadline: a turn, or a process, hangs. The others go
     * on as if it had stopped, and its children are stopped; its thread is its own again when the code that hangs
     * returns, and nothing that the code does then counts. From any thread.
     */
    final void kill(Duration deadline) {
        if (!ENDED.compareAndSet(this, false, true)) {
            return; // it has just stopped
        }
        state = STOPPED;
        var notes = annex();
        notes.exitReason = new ExitReason.Killed();
        LOG.atError()
                .addKeyValue("actor", path())
                .log("{} is killed: it has not let go within {}; see what it waits for", path(), deadline);
        kernel().countKilled();
        closeChildren();
        for (var child : self().childCells()) {
            child.stop(new ExitReason.Killed());
        }
        var process = notes.process;
        if (process != null) {
            process.interrupt();
        }
        letOthersKnow();
        abandon();
    }
}
