package dev.microkernel.cell;

import static dev.microkernel.actor.ActorInfo.State.RESTARTING;
import static dev.microkernel.actor.ActorInfo.State.RUNNING;
import static dev.microkernel.actor.ActorInfo.State.STARTING;
import static dev.microkernel.actor.ActorInfo.State.STOPPED;
import static dev.microkernel.actor.ActorInfo.State.STOPPING;
import static dev.microkernel.actor.ActorInfo.State.SUSPENDED;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.Supervision;
import dev.microkernel.actor.SupervisionException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.dispatch.Task;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.mailbox.Mailbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An actor of this node: its reference, and what runs its turns.
 *
 * <p>A turn is run by one thread at a time; one turn sees what the former did, because every way from the end of a
 * turn to the next leads through an atomic step: the mailbox's tail, {@link #parked}, or a scheduler's queue. So all
 * fields but the volatile ones belong to the turn.
 *
 * <p>A cell without work is idle in its mailbox, and the sender of the next message schedules it. While it waits for a
 * supervisor's verdict, messages must wait too, so the mailbox cannot be empty and idle; then the cell is
 * {@linkplain #parked parked}, and the sender of the next control schedules it. The control is pushed before the
 * sender reads {@code parked}; the cell sets {@code parked} before it looks for controls once more: one of the two
 * sees the other, and the compare-and-set lets one of them go on.
 */
public final class ActorCell<M> extends InternalRef<M> implements Task {

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");

    /** How often to look for a message whose sender is between two steps before letting others go first. */
    private static final int SPINS = 64;

    private static final VarHandle PARKED;

    static {
        try {
            PARKED = MethodHandles.lookup().findVarHandle(ActorCell.class, "parked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ActorCell<?> parent;
    private final String name;
    private final ActorSpec<M> spec;
    private final int sequence;
    private final Mailbox mailbox;
    private final ControlLane controls = new ControlLane();
    private final CellContext<M> context = new CellContext<>(this);

    private volatile ActorInfo.State state = STARTING;
    private volatile boolean parked;
    private volatile @Nullable Throwable lastFailure;
    private volatile int restarts;
    private volatile @Nullable Children children;

    private @Nullable Behavior<M> behavior;
    private @Nullable ActorRef<?> sender;
    private @Nullable Supervision supervision;
    private @Nullable Watches watches;
    private @Nullable Timers timers;
    private ExitReason exitReason = new ExitReason.Normal();

    ActorCell(Kernel kernel, @Nullable ActorCell<?> parent, String name, ActorSpec<M> spec) {
        super(kernel);
        this.parent = parent;
        this.name = name;
        this.spec = spec;
        this.sequence = kernel.nextSequence();
        this.mailbox = spec.mailbox().create();
        spec.wireMessages().forEach(kernel.codec()::register);
        kernel.types().add(spec.type());
        if (parent != null) {
            kernel.countStarted();
        }
    }

    // ---- from any thread

    @Override
    public Delivery tell(M message, @Nullable ActorRef<?> from) {
        Objects.requireNonNull(message, "a message must not be null");
        if (isStopped()) {
            return refuse(Delivery.REFUSED_STOPPED, DeadLetter.Reason.STOPPED, message, from);
        }
        var offer = mailbox.offer(new Envelope(message, from));
        if (offer == Mailbox.Offer.ACCEPTED_IDLE) {
            kernel().scheduler().schedule(this);
        } else if (offer == Mailbox.Offer.FULL) {
            return refuse(Delivery.REFUSED_FULL, DeadLetter.Reason.FULL, message, from);
        }
        return Delivery.ACCEPTED;
    }

    private Delivery refuse(Delivery delivery, DeadLetter.Reason reason, Object message, @Nullable ActorRef<?> from) {
        kernel().deadLetters().add(reason, path(), from, message, "");
        return delivery;
    }

    void control(Control control) {
        controls.push(control);
        if (unpark() || mailbox.nudge()) {
            kernel().scheduler().schedule(this);
        }
    }

    /** Tells this cell that an actor has ended; it ignores the news if it does not watch that actor. */
    public void ended(InternalRef<?> actor, ExitReason reason) {
        control(new Control.Ended(actor, reason));
    }

    /** Has this actor stop, children first. */
    public void stop(ExitReason reason) {
        control(new Control.Stop(reason));
    }

    @Override
    public ActorId id() {
        if (kernel().exports().get(sequence) == null) {
            kernel().exports().put(sequence, this);
            if (state == STOPPED) {
                kernel().exports().remove(sequence, this); // it ended before it could be seen there
            }
        }
        return ActorId.of(kernel().nodeId(), sequence);
    }

    @Override
    public String path() {
        if (parent == null) {
            return "/";
        }
        return parent.parent == null ? "/" + name : parent.path() + "/" + name;
    }

    @Override
    public boolean isStopped() {
        return state.compareTo(STOPPING) >= 0;
    }

    @Override
    public Object decode(WireMessage message) {
        var codec = spec.codec();
        return codec != null ? codec.decode(message) : kernel().codec().decode(message, spec.wireMessages());
    }

    /** This actor and all below it, as they are now. */
    public ActorInfo inspect() {
        var failure = lastFailure;
        return new ActorInfo(
                path(),
                spec.type(),
                state,
                mailbox.depth(),
                mailbox.capacity(),
                restarts,
                failure == null ? null : text(failure),
                childCells().stream().map(ActorCell::inspect).toList());
    }

    /** The root of the tree that this actor is in. */
    public ActorCell<?> root() {
        return kernel().root();
    }

    /** Starts a child. From outside the turn only for the root. */
    public <C> ActorCell<C> spawn(String childName, ActorSpec<C> childSpec) {
        var child = openChildren().add(childName, this, () -> new ActorCell<>(kernel(), this, childName, childSpec));
        child.control(new Control.Start());
        return child;
    }

    private synchronized Children openChildren() {
        var existing = children;
        if (existing != null) {
            return existing;
        }
        var created = new Children();
        if (isStopped()) {
            created.close();
        }
        children = created;
        return created;
    }

    List<ActorCell<?>> childCells() {
        var present = children;
        return present == null ? List.of() : present.snapshot();
    }

    String name() {
        return name;
    }

    @Override
    protected void watchedBy(ActorCell<?> watcher) {
        control(new Control.Watch(watcher));
    }

    @Override
    protected void unwatchedBy(ActorCell<?> watcher) {
        control(new Control.Unwatch(watcher));
    }

    private boolean unpark() {
        return parked && PARKED.compareAndSet(this, true, false);
    }

    // ---- the turn

    @Override
    public boolean runTurn() {
        try {
            return turn();
        } catch (Throwable bug) {
            // Behaviours are called where failures are handled, so this is a fault of the runtime. The actor goes on:
            // one that was never scheduled again could not even be stopped.
            LOG.atError().addKeyValue("actor", path()).setCause(bug).log("A turn of {} broke off", path());
            return true;
        }
    }

    /** Handles one control; what it throws, a timer's key that has no equals, say, must not cost those behind it. */
    private void onControlGuarded(Control control) {
        try {
            onControl(control);
        } catch (Throwable bug) {
            LOG.atError()
                    .addKeyValue("actor", path())
                    .setCause(bug)
                    .log("{} could not handle {}", path(), control.getClass().getSimpleName());
        }
    }

    private boolean turn() {
        int handled = 0;
        int spins = 0;
        while (true) {
            if (!controls.isEmpty()) {
                controls.drainTo(this::onControlGuarded);
            }
            if (state == SUSPENDED || state == RESTARTING) {
                parked = true;
                if (controls.isEmpty() || !unpark()) {
                    return false;
                }
                continue;
            }
            var envelope = mailbox.poll();
            if (envelope == null) {
                // The nudge of a control may just have been taken from the mailbox: look before going idle.
                if (!controls.isEmpty()) {
                    continue;
                }
                if (mailbox.idle()) {
                    return false;
                }
                if (++spins == SPINS) {
                    return true;
                }
                Thread.onSpinWait();
                continue;
            }
            onEnvelope(envelope);
            if (++handled == kernel().messagesPerTurn()) {
                return true;
            }
        }
    }

    @SuppressWarnings("unchecked") // tell and the codec let only M into the mailbox, as far as Java can tell
    private void onEnvelope(Envelope envelope) {
        var message = (M) envelope.message();
        var from = (ActorRef<?>) envelope.sender();
        envelope.clear();
        var present = behavior;
        if (state != RUNNING || present == null) {
            refuse(Delivery.REFUSED_STOPPED, DeadLetter.Reason.STOPPED, message, from);
            failAsk(from, AskException.Kind.REFUSED_STOPPED, " stopped before it handled the message", null);
            return;
        }
        sender = from;
        try {
            become(present.onMessage(message), message);
        } catch (Throwable failure) {
            failed(failure);
            failAsk(from, AskException.Kind.RECEIVER_FAILED, " failed over the message: " + text(failure), failure);
        } finally {
            sender = null;
        }
    }

    /** An exception as text, even one that throws when it is asked for its own. */
    private static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException e) {
            return failure.getClass().getName();
        }
    }

    private void failAsk(@Nullable ActorRef<?> from, AskException.Kind kind, String what, @Nullable Throwable cause) {
        if (from instanceof AskRef<?> ask) {
            ask.fail(kind, path() + what, cause);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the three answers are single objects
    private void become(@Nullable Behavior<M> next, Object handled) {
        if (next == Behavior.<M>same()) {
            return;
        }
        if (next == Behavior.<M>unhandled()) {
            if (!(handled instanceof Signal)) {
                kernel().countUnhandled();
                LOG.debug("{} has no use for {}", path(), handled.getClass().getName());
            }
        } else if (next == Behavior.<M>stopped()) {
            beginStop(new ExitReason.Normal());
        } else {
            behavior = Objects.requireNonNull(next, "a behaviour must not return null: return Behavior.same()");
        }
    }

    ActorRef<Object> sender() {
        @SuppressWarnings("unchecked") // who asks for the sender knows what it takes, or learns it from the answer
        var known = (ActorRef<Object>) sender;
        return known == null ? kernel().nobody() : known;
    }

    private void onControl(Control control) {
        switch (control) {
            case Control.Start() -> begin();
            case Control.Stop(var reason) -> beginStop(reason);
            case Control.Restart(var incarnation, var cause) -> beginRestart(incarnation, cause);
            case Control.ChildFailed(var child, var cause) -> onChildFailed(child, cause);
            case Control.ChildStopped(var child, var reason) -> onChildStopped(child);
            case Control.Watch(var watcher) -> {
                if (state == STOPPED) {
                    watcher.ended(this, exitReason);
                } else {
                    watches().addWatcher(watcher);
                }
            }
            case Control.Unwatch(var watcher) -> watches().removeWatcher(watcher);
            case Control.Ended(var actor, var reason) -> {
                if (watches != null && watches.takeEnded(actor)) {
                    signal(new Signal.Terminated(actor, reason));
                }
            }
            case Control.TimerDue(var timer) -> onTimer(timer);
        }
    }

    private void signal(Signal signal) {
        var present = behavior;
        if (state != RUNNING || present == null) {
            return;
        }
        try {
            become(present.onSignal(signal), signal);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @SuppressWarnings("unchecked") // only startTimer makes timers, with an M
    private void onTimer(Timers.Timer timer) {
        if (state != RUNNING || timers == null || !timers.take(timer)) {
            return;
        }
        onEnvelope(new Envelope(timer.message, null));
        timers.handled(timer);
    }

    // ---- start, failure, restart

    @SuppressWarnings("ReferenceEquality") // as in become
    private void begin() {
        if (state != STARTING && state != RESTARTING) {
            return; // stopped before it began
        }
        state = RUNNING;
        try {
            var first =
                    Objects.requireNonNull(spec.factory().create(context), "a behaviour factory must not return null");
            if (first == Behavior.<M>same() || first == Behavior.<M>unhandled()) {
                throw new IllegalStateException(
                        "a behaviour factory must return a behaviour or Behavior.stopped(), returned=" + first);
            }
            become(first, first);
        } catch (Throwable failure) {
            behavior = null;
            failed(failure);
        }
    }

    private void failed(Throwable cause) {
        if (state != RUNNING) {
            LOG.atWarn().addKeyValue("actor", path()).setCause(cause).log("{} failed while it was {}", path(), state);
            return;
        }
        lastFailure = cause;
        state = SUSPENDED;
        LOG.atWarn().addKeyValue("actor", path()).setCause(cause).log("{} failed", path());
        if (parent == null) {
            LOG.error("The root actor failed: this is a fault of the runtime", cause);
            return;
        }
        parent.control(new Control.ChildFailed(this, cause));
    }

    private void onChildFailed(ActorCell<?> child, Throwable cause) {
        if (state != RUNNING || !childCells().contains(child)) {
            return; // it is stopped with all others anyway
        }
        switch (verdict(child)) {
            case Supervision.Verdict.Restart(var delay) -> child.restartAfter(delay, cause);
            case Supervision.Verdict.Escalate(var reason)
            when parent == null -> {
                kernel().countGivenUp();
                LOG.atError()
                        .addKeyValue("actor", child.path())
                        .setCause(cause)
                        .log("{} is given up and stopped: {}", child.path(), reason);
                child.stop(new ExitReason.Failed(cause));
            }
            case Supervision.Verdict.Escalate(var reason) -> failed(new SupervisionException(reason, cause));
        }
    }

    private Supervision.Verdict verdict(ActorCell<?> child) {
        try {
            var decision = supervision()
                    .onFailure(
                            child.name,
                            kernel().time().nanoTime(),
                            kernel().random().nextDouble());
            supervision = decision.next();
            return decision.verdict();
        } catch (RuntimeException broken) {
            // Without a verdict the child would wait for ever.
            return new Supervision.Verdict.Escalate("the strategy threw " + text(broken));
        }
    }

    private Supervision supervision() {
        var present = supervision;
        if (present == null) {
            var strategy = spec.strategy();
            present = (strategy == null ? kernel().strategy() : strategy).begin();
            supervision = present;
        }
        return present;
    }

    /** Called from the parent's turn; {@code restarts} does not change while this cell is suspended. */
    private void restartAfter(Duration delay, Throwable cause) {
        var restart = new Control.Restart(restarts, cause);
        if (delay.isZero()) {
            control(restart);
        } else {
            kernel().time().schedule(delay, () -> control(restart));
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the turn only
    private void beginRestart(int incarnation, Throwable cause) {
        if (state != SUSPENDED || incarnation != restarts) {
            return;
        }
        restarts++;
        kernel().countRestart();
        lastCall(new Signal.PreRestart(cause));
        forgetFormerLife();
        state = RESTARTING;
        stopYoungest();
    }

    /** The last thing a behaviour hears. What it throws now changes nothing. */
    private void lastCall(Signal signal) {
        var present = behavior;
        behavior = null;
        if (present == null) {
            return;
        }
        try {
            var _ = present.onSignal(signal);
        } catch (Throwable failure) {
            LOG.atWarn()
                    .addKeyValue("actor", path())
                    .setCause(failure)
                    .log("{} failed over its last signal, {}", path(), signal);
        }
    }

    private void forgetFormerLife() {
        if (timers != null) {
            timers.cancelAll();
        }
        if (watches != null) {
            watches.unwatchAll();
        }
        supervision = null;
    }

    // ---- stop

    private void beginStop(ExitReason reason) {
        if (isStopped()) {
            return;
        }
        exitReason = reason;
        state = STOPPING;
        forgetFormerLife();
        closeChildren();
        stopYoungest();
    }

    private synchronized void closeChildren() {
        if (children != null) {
            children.close();
        }
    }

    /** Stops children one after the other, the youngest first; behind the last one, goes on with what waits for it. */
    private void stopYoungest() {
        var present = children;
        var youngest = present == null ? null : present.youngest();
        if (youngest != null) {
            youngest.stop(new ExitReason.Stopped());
        } else if (state == RESTARTING) {
            begin();
        } else {
            end();
        }
    }

    private void onChildStopped(ActorCell<?> child) {
        var present = children;
        if (present != null) {
            present.remove(child);
        }
        if (supervision != null) {
            supervision = supervision.forget(child.name);
        }
        if (state == RESTARTING || state == STOPPING) {
            stopYoungest();
        }
    }

    private void end() {
        lastCall(new Signal.Stopping());
        forgetFormerLife();
        state = STOPPED;
        // Here and not in later turns: when the last actor of a system has ended, there may be none.
        for (var envelope = mailbox.poll(); envelope != null; envelope = mailbox.poll()) {
            onEnvelope(envelope);
        }
        kernel().names().drop(this);
        kernel().exports().remove(sequence, this);
        if (watches != null) {
            watches.tellWatchers(exitReason);
        }
        if (parent == null) {
            kernel().stopped().complete(null);
        } else {
            kernel().countEnded();
            parent.control(new Control.ChildStopped(this, exitReason));
        }
    }

    void stopChild(ActorRef<?> child) {
        if (!(child instanceof ActorCell<?> cell) || cell.parent != this) {
            throw new IllegalArgumentException(
                    "an actor can stop its own children only, actor=" + path() + ", told to stop=" + child.path());
        }
        cell.stop(new ExitReason.Stopped());
    }

    // ---- what most cells never need

    void watch(InternalRef<?> actor) {
        watches().watch(actor);
    }

    void unwatch(InternalRef<?> actor) {
        watches().unwatch(actor);
    }

    private Watches watches() {
        var present = watches;
        if (present == null) {
            present = new Watches(this);
            watches = present;
        }
        return present;
    }

    Timers timers() {
        var present = timers;
        if (present == null) {
            present = new Timers(this);
            timers = present;
        }
        return present;
    }
}
