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
import dev.microkernel.actor.LinkedActorException;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.StopBehavior;
import dev.microkernel.actor.Supervision;
import dev.microkernel.actor.SupervisionException;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.BlockingMailbox;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An actor of this node: its reference, and its life from start to end. How its turns come about is {@link Inbox}'s; all
 * fields but the volatile ones belong to the turn. What most actors never need is in the {@link Annex}.
 */
public final class ActorCell<M> extends Inbox<M> implements Watcher {

    /** How the names begin of actors that were given none. */
    static final String UNNAMED_PREFIX = "$";

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");
    private final @Nullable ActorCell<?> parent;
    private final @Nullable String name;
    private final ActorSpec<M> spec;

    private volatile ActorInfo.State state = STARTING;
    private boolean finished;
    private volatile @Nullable Annex annex;
    private @Nullable Behavior<M> behavior;

    // The links of the parent's list of children, under its lock.
    @Nullable
    ActorCell<?> elder;

    @Nullable
    ActorCell<?> younger;

    ActorCell(Kernel kernel, @Nullable ActorCell<?> parent, @Nullable String name, ActorSpec<M> spec) {
        super(kernel, spec.mailbox().create());
        this.parent = parent;
        this.name = name;
        this.spec = spec;
        spec.wireMessages().forEach(kernel.codec()::register);
        kernel.types().add(spec.type());
        if (parent != null) {
            kernel.countStarted();
        }
    }

    // ---- from any thread: messages

    @Override
    public Delivery tell(M message, @Nullable ActorRef<?> from) {
        Objects.requireNonNull(message, "a message must not be null");
        return Admission.tell(this, message, from);
    }

    /** Sends a message of another protocol, to be translated in the turn. */
    Delivery tellAdapted(AdapterRef.Adapted message, @Nullable ActorRef<?> from) {
        return Admission.tell(this, message, from);
    }

    @Override
    protected Delivery offer(M message, @Nullable ActorRef<?> from) {
        return Admission.offer(this, message, from);
    }

    @Override
    ActorCell<?> cell() {
        return this;
    }

    /** Makes a dead letter of a message that was sent to this actor. */
    void giveUp(DeadLetter.Reason reason, Envelope envelope) {
        kernel().deadLetters().add(reason, path(), envelope);
    }

    /** About where the message stands that was the {@code ticket}-th to be accepted. */
    int positionOf(int ticket) {
        int depth = mailbox().depth();
        int taken = mailbox().accepted() - depth;
        return Math.clamp(ticket - taken, 1, Math.max(1, depth));
    }

    /** The ask that the actor waits for, if it is a process that does; null if none. */
    @Nullable
    AskRef<?> waitsFor() {
        var process = annex == null ? null : annex.process;
        return process == null ? null : process.waitsFor();
    }

    // ---- from any thread: controls

    /** Has this actor stop, children first. */
    public void stop(ExitReason reason) {
        control(new Control.Stop(reason));
    }

    @Override
    public void ended(InternalRef<?> actor, ExitReason reason) {
        control(new Control.Ended(actor, reason));
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        control(new Control.Watch(watcher, true));
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        control(new Control.Watch(watcher, false));
    }

    /** Starts a child. From outside the turn only for the root, and from a process. */
    public <C> ActorCell<C> spawn(@Nullable String childName, ActorSpec<C> childSpec) {
        var child = openChildren().add(childName, this, () -> new ActorCell<>(kernel(), this, childName, childSpec));
        child.scheduleFirstTurn();
        return child;
    }

    private Children openChildren() {
        var notes = annex();
        var existing = notes.children;
        return existing == null ? newChildren(notes) : existing;
    }

    private synchronized Children newChildren(Annex notes) {
        var existing = notes.children;
        if (existing != null) {
            return existing;
        }
        var created = new Children();
        notes.children = created;
        if (isStopped()) {
            created.close(); // the stop may have come before the children could be seen
        }
        return created;
    }

    // ---- from any thread: what is seen of it

    @Override
    public ActorId id() {
        return export();
    }

    @Override
    public String path() {
        if (parent == null) {
            return "/";
        }
        return parent.parent == null ? "/" + name() : parent.path() + "/" + name();
    }

    /** The name among its siblings. */
    String name() {
        return name == null ? UNNAMED_PREFIX + Integer.toUnsignedString(sequence()) : name;
    }

    /** The name that it was given, or null. */
    @Nullable
    String givenName() {
        return name;
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
        return Inspection.of(this);
    }

    /** What it is doing. */
    ActorInfo.State state() {
        return state;
    }

    /** What it was made of. */
    ActorSpec<M> spec() {
        return spec;
    }

    /** What is known beside the fields above, or null if nothing. */
    @Nullable
    Annex notes() {
        return annex;
    }

    /** The root of the tree that this actor is in. */
    public ActorCell<?> root() {
        return kernel().root();
    }

    List<ActorCell<?>> childCells() {
        var present = annex == null ? null : annex.children;
        return present == null ? List.of() : present.snapshot();
    }

    /** How often the actor has been restarted, which tells its lives apart. */
    int incarnation() {
        var notes = annex;
        return notes == null ? 0 : notes.restarts;
    }

    /** The actor's own log level, or null. */
    @Nullable
    Level logLevel() {
        var notes = annex;
        return notes == null ? null : notes.logLevel;
    }

    /** Gives the actor a log level of its own, or takes it back. */
    public void setLogLevel(@Nullable Level level) {
        annex().logLevel = level;
    }

    /** What most actors do not need. */
    Annex annex() {
        var present = annex;
        return present == null ? newAnnex() : present;
    }

    private synchronized Annex newAnnex() {
        var present = annex;
        if (present == null) {
            present = new Annex();
            annex = present;
        }
        return present;
    }

    /** An exception as text, even one that throws when it is asked for its own. */
    static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException e) {
            return failure.getClass().getName();
        }
    }

    // ---- the turn: messages

    @Override
    void beginTurn() {
        if (state == STARTING) {
            begin();
            afterMessages(); // a factory may stop its actor at once
        }
    }

    @Override
    boolean takesMessages() {
        var now = state;
        if (now == RUNNING) {
            var process = annex == null ? null : annex.process;
            return process == null || process.wantsMessage();
        }
        return now != SUSPENDED && now != RESTARTING;
    }

    @Override
    @Nullable
    Envelope takeFront() {
        return annex == null ? null : annex.front.pollFirst();
    }

    @Override
    boolean goesOnDraining() {
        var notes = annex;
        return state == RUNNING && (notes == null || (notes.process == null && notes.front.isEmpty()));
    }

    @Override
    void afterMessages() {
        if (state == STOPPED) {
            finish();
        }
    }

    @Override
    void onBacklog() {
        int depth = mailbox().depth();
        if (depth == 0) {
            return;
        }
        var notes = annex();
        var ages = notes.ages;
        if (ages == null) {
            ages = new MessageAges();
            notes.ages = ages;
        }
        int accepted = mailbox().accepted();
        ages.mark(accepted, accepted - depth, kernel().ticks());
    }

    @Override
    void onEnvelope(Envelope envelope, Turn turn) {
        var from = (ActorRef<?>) envelope.sender();
        if (state != RUNNING) {
            giveUp(DeadLetter.Reason.STOPPED, envelope);
            failAsk(from, AskException.Kind.REFUSED_STOPPED, " stopped before it handled the message", null);
            return;
        }
        var notes = annex;
        if (notes == null) {
            handle(envelope, from);
            return;
        }
        var process = notes.process;
        if (process != null) {
            if (!process.hand(envelope)) {
                notes.front.addFirst(envelope); // it has just stopped waiting
            }
            return;
        }
        handle(envelope, from);
        if (notes.receiveTimeout != null) {
            notes.receiveTimeout.messageHandled();
        }
    }

    private void handle(Envelope envelope, @Nullable ActorRef<?> from) {
        var ask = from instanceof AskRef<?> waiting ? waiting : null;
        if (ask != null) {
            ask.handling(this, kernel().time().coarse().ticks());
        }
        try {
            if (envelope.message() instanceof AdapterRef.Adapted adapted) {
                handleAdapted(adapted, envelope);
            } else {
                handleMessage(envelope.message());
            }
        } catch (Throwable failure) {
            failed(failure);
            failAsk(from, AskException.Kind.RECEIVER_FAILED, " failed over the message: " + text(failure), failure);
        }
        if (ask != null) {
            ask.handled();
        }
    }

    @SuppressWarnings("unchecked") // tell and the codec let only M into the mailbox, as far as Java can tell
    private void handleMessage(Object message) throws Exception {
        become(present().onMessage((M) message), message);
    }

    private void handleAdapted(AdapterRef.Adapted adapted, Envelope envelope) throws Exception {
        if (adapted.adapter().hasEnded()) {
            giveUp(DeadLetter.Reason.FORMER_LIFE, envelope);
        } else {
            handleMessage(Objects.requireNonNull(adapted.translate(), "an adapter must not return null"));
        }
    }

    private Behavior<M> present() {
        return Objects.requireNonNull(behavior, "a running actor has a behaviour");
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
        } else if (next instanceof StopBehavior<M>(var reason)) {
            beginStop(reason);
        } else {
            behavior = Objects.requireNonNull(next, "a behaviour must not return null: return Behavior.same()");
        }
    }

    /** Whom a reply to a message goes to. */
    ActorRef<Object> senderOf(@Nullable Envelope envelope) {
        @SuppressWarnings("unchecked") // who asks for the sender knows what it takes, or learns it from the answer
        var known = envelope == null ? null : (ActorRef<Object>) envelope.sender();
        return known == null ? kernel().nobody() : known;
    }

    // ---- the turn: controls

    @Override
    void onControl(Control control) {
        switch (control) {
            case Control.Stop stop -> beginStop(stop.reason);
            case Control.Restart restart -> beginRestart(restart.incarnation, restart.cause);
            case Control.ChildFailed news -> onChildFailed(news.child, news.cause);
            case Control.ChildStopped news -> onChildStopped(news.child);
            case Control.Watch watch -> onWatch(watch.watcher, watch.begin);
            case Control.Ended news -> onEnded(news.actor, news.reason);
            case Control.Link link -> onLink(link.partner, link.begin);
            case Control.LinkBroken news -> onLinkBroken(news.partner, news.reason);
            case Control.TimerDue due -> onTimer(due.timer);
            case Control.QuietDue due -> onQuiet(due.timeout);
            case Control.Piped piped -> onPiped(piped);
            case Control.Wanted wanted -> {} // the turn looks for a message anyway
            case Control.ForProcess task -> {
                if (annex().process == task.process) {
                    task.action.run();
                }
            }
            case Control.ProcessEnded ended -> onProcessEnded(ended.process, ended.failure);
            case Control.NamesChanged news -> onNamesChanged(news.watch);
        }
    }

    private void onWatch(Watcher watcher, boolean begin) {
        if (!begin) {
            annex().watches(this).removeWatcher(watcher);
        } else if (state == STOPPED) {
            watcher.ended(this, annex().exitReason);
        } else {
            annex().watches(this).addWatcher(watcher);
        }
    }

    private void onEnded(InternalRef<?> actor, ExitReason reason) {
        var notice = annex().watches == null ? null : annex().watches(this).takeEnded(actor);
        if (notice == null) {
            return;
        }
        for (var monitor : notice.monitors()) {
            handleMade(() -> monitor.apply(reason), null);
        }
        if (notice.signal()) {
            signal(new Signal.Terminated(actor, reason));
        }
    }

    /** Makes a message and handles it now; a process gets it before what waits in the mailbox. */
    private void handleMade(Supplier<?> maker, @Nullable TraceContext trace) {
        if (state != RUNNING) {
            return;
        }
        Envelope envelope;
        try {
            var message = Objects.requireNonNull(maker.get(), "a message must not be null");
            envelope = TracedEnvelope.of(message, null, trace);
        } catch (Throwable failure) {
            failed(failure);
            return;
        }
        if (takesMessages()) {
            handleNow(envelope);
        } else {
            annex().front.addLast(envelope);
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

    private void onTimer(Timers.Timer timer) {
        if (state == RUNNING && annex().timers != null && annex().timers(this).take(timer)) {
            handleNow(new Envelope(timer.message, null));
            annex().timers(this).handled(timer);
        }
    }

    @SuppressWarnings("ReferenceEquality") // each setting is one of its own
    private void onQuiet(ReceiveTimeout timeout) {
        if (state == RUNNING && annex().receiveTimeout == timeout && timeout.due()) {
            signal(new Signal.Timeout(timeout.quiet()));
        }
    }

    private void onPiped(Control.Piped piped) {
        if (state == RUNNING && piped.incarnation == incarnation()) {
            handleMade(piped.message, piped.trace);
        } else {
            giveUp(DeadLetter.Reason.FORMER_LIFE, new Envelope(piped, null));
        }
    }

    // ---- links

    /** The inside of an actor that this one may be linked with. */
    ActorCell<?> partner(ActorRef<?> actor) {
        if (actor instanceof ActorCell<?> cell && cell.kernel() == kernel() && cell != this) {
            return cell;
        }
        throw new IllegalArgumentException("only another actor of this node can be linked; watch it instead, actor="
                + path() + ", link with=" + actor.path());
    }

    void link(ActorCell<?> partner) {
        if (annex().watches(this).addPartner(partner)) {
            partner.control(new Control.Link(this, true));
        }
    }

    void unlink(ActorCell<?> partner) {
        if (annex().watches(this).removePartner(partner)) {
            partner.control(new Control.Link(this, false));
        }
    }

    private void onLink(ActorCell<?> partner, boolean begin) {
        if (!begin) {
            annex().watches(this).removePartner(partner);
        } else if (state == STOPPED) {
            partner.control(new Control.LinkBroken(this, annex().exitReason));
        } else {
            var _ = annex().watches(this).addPartner(partner);
        }
    }

    private void onLinkBroken(ActorCell<?> partner, ExitReason reason) {
        if (!annex().watches(this).removePartner(partner) || state != RUNNING) {
            return;
        }
        switch (reason) {
            case ExitReason.Normal normal -> {}
            case ExitReason.Stopped stopped -> beginStop(stopped);
            case ExitReason.Failed failed -> failed(new LinkedActorException(partner.path(), failed));
            case ExitReason.Unreachable gone -> failed(new LinkedActorException(partner.path(), gone));
        }
    }

    private void breakLinks(ExitReason reason) {
        if (annex != null && annex.watches != null) {
            annex.watches.breakLinks(reason);
        }
    }

    /** Tells the behaviour what it does not know of names; after so many changes others get their turn. */
    private void onNamesChanged(NameWatch<?> watch) {
        var turn = kernel().currentTurn();
        do {
            var change = state == RUNNING ? kernel().names().next(watch) : null;
            if (change == null) {
                return; // it knows all, or will be told all when it has begun afresh
            }
            handleMade(() -> watch.message(change), null);
        } while (turn.mayHandleAnother());
        watch.wake();
    }

    // ---- start, failure, restart

    @SuppressWarnings("ReferenceEquality") // as in become
    private void begin() {
        if (state == RESTARTING) {
            kernel().names().watchAfresh(this);
        }
        state = RUNNING;
        var process = spec.process();
        if (process != null) {
            annex().process = new ProcessRunner<>(this, process);
            return;
        }
        try {
            var first = Objects.requireNonNull(
                    spec.factory().create(new CellContext<>(this)), "a behaviour factory must not return null");
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
        var notes = annex();
        var process = notes.process;
        if (process != null) {
            process.abort(cause); // once its thread has ended, the actor fails
            return;
        }
        notes.lastFailure = cause;
        state = SUSPENDED;
        LOG.atWarn().addKeyValue("actor", path()).setCause(cause).log("{} failed", path());
        breakLinks(new ExitReason.Failed(cause));
        if (parent == null) {
            LOG.error("The root actor failed: this is a fault of the runtime", cause);
            return;
        }
        parent.control(new Control.ChildFailed(this, cause));
    }

    @SuppressWarnings("ReferenceEquality") // each run is one of its own
    private void onProcessEnded(ProcessRunner<?> process, @Nullable Throwable failure) {
        var notes = annex();
        if (notes.process != process) {
            return;
        }
        notes.process = null;
        process.leftBehind().forEachRemaining(notes.front::addFirst);
        var cause = process.abortedBy() == null ? failure : process.abortedBy();
        var last = process.lastReceived();
        if (state == STOPPING) {
            stopYoungest();
        } else if (cause == null) {
            beginStop(new ExitReason.Normal());
        } else {
            failed(cause);
            if (last != null) {
                failAsk(
                        (ActorRef<?>) last.sender(),
                        AskException.Kind.RECEIVER_FAILED,
                        " failed over the message: " + text(cause),
                        cause);
            }
        }
    }

    private void onChildFailed(ActorCell<?> child, Throwable cause) {
        if (state != RUNNING || child.isStopped()) {
            return; // it is stopped with all others anyway
        }
        switch (annex().supervisor(this).verdict(child)) {
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

    /** Called from the parent's turn; the incarnation does not change while this cell is suspended. */
    private void restartAfter(Duration delay, Throwable cause) {
        var restart = new Control.Restart(incarnation(), cause);
        if (delay.isZero()) {
            control(restart);
        } else {
            var _ = kernel().time().schedule(delay, () -> control(restart));
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the turn only
    private void beginRestart(int incarnation, Throwable cause) {
        if (state != SUSPENDED || incarnation != incarnation()) {
            return;
        }
        annex().restarts++;
        kernel().countRestart();
        lastCall(new Signal.PreRestart(cause));
        forgetFormerLife();
        annex().unstashAll();
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
        var notes = annex;
        if (notes == null) {
            return;
        }
        if (notes.timers != null) {
            notes.timers.cancelAll();
        }
        notes.cancelReceiveTimeout();
        if (notes.watches != null) {
            notes.watches.forgetWatched();
        }
        notes.adapters.values().forEach(AdapterRef::end);
        notes.adapters.clear();
        notes.supervisor = null;
    }

    // ---- stop

    private void beginStop(ExitReason reason) {
        if (isStopped()) {
            return;
        }
        if (!(reason instanceof ExitReason.Normal)) {
            annex().exitReason = reason;
        }
        state = STOPPING;
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
            begin();
        } else {
            end();
        }
    }

    private void onChildStopped(ActorCell<?> child) {
        var notes = annex();
        if (notes.children != null) {
            notes.children.remove(child);
        }
        if (notes.supervisor != null && child.incarnation() > 0) {
            notes.supervisor.forget(child);
        }
        if (state == RESTARTING || state == STOPPING) {
            stopYoungest();
        }
    }

    private void end() {
        lastCall(new Signal.Stopping());
        forgetFormerLife();
        state = STOPPED;
    }

    /**
     * Gives up what waits, and lets the others know of the end. Not in later turns: when the last actor of a system has
     * ended, there may be none.
     */
    private void finish() {
        if (annex != null) {
            annex.unstashAll();
        }
        var turn = kernel().currentTurn();
        for (var envelope = takeFront(); envelope != null; envelope = takeFront()) {
            onEnvelope(envelope, turn);
        }
        for (var envelope = mailbox().poll();
                envelope != null;
                envelope = mailbox().poll()) {
            onEnvelope(envelope, turn);
        }
        if (!finished) {
            finished = true;
            letOthersKnow();
        }
    }

    private void letOthersKnow() {
        if (mailbox() instanceof BlockingMailbox blocking) {
            blocking.wakeAll();
        }
        kernel().registry().drop(this);
        withdraw();
        var notes = annex;
        var reason = notes == null ? new ExitReason.Normal() : notes.exitReason;
        if (notes != null && notes.watches != null) {
            notes.watches.breakLinks(reason);
            notes.watches.tellWatchers(reason);
        }
        if (parent == null) {
            kernel().stopped().complete(null);
        } else {
            kernel().countEnded();
            parent.control(new Control.ChildStopped(this));
        }
    }

    void stopChild(ActorRef<?> child, ExitReason reason) {
        if (!(child instanceof ActorCell<?> cell) || cell.parent != this) {
            throw new IllegalArgumentException(
                    "an actor can stop its own children only, actor=" + path() + ", told to stop=" + child.path());
        }
        cell.stop(reason);
    }

    ActorLogger log() {
        return new ActorLogger(this);
    }
}
