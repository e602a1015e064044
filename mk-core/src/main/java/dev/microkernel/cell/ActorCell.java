package dev.microkernel.cell;

import static dev.microkernel.actor.ActorInfo.State.STOPPED;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.FailedMessage;
import dev.microkernel.actor.LinkedActorException;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.StopBehavior;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.mailbox.Mailbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An actor of this node: its reference, and how it handles messages and controls. How its turns come about is {@link
 * Inbox}'s, and what leads from its start to its end {@link Life}'s; all fields but the volatile ones belong to the turn.
 * What most actors never need is in the {@link Annex}.
 */
public final class ActorCell<M> extends Life<M> implements Watcher {

    /** How the names begin of actors that were given none. */
    static final String UNNAMED_PREFIX = "$";

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");
    private final @Nullable String name;
    private @Nullable Behavior<M> behavior;

    // The links of the parent's list of children, under its lock.
    @Nullable
    ActorCell<?> elder;

    @Nullable
    ActorCell<?> younger;

    ActorCell(Kernel kernel, @Nullable ActorCell<?> parent, @Nullable String name, ActorSpec<M> spec) {
        super(kernel, parent, spec);
        this.name = name;
        spec.wireMessages().forEach(kernel.codec()::register);
        var _ = kernel.types().get(spec.type());
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

    /** As {@link #tellAdapted}, without a dead letter of what is refused. */
    Delivery offerAdapted(AdapterRef.Adapted message, @Nullable ActorRef<?> from) {
        return Admission.offer(this, message, from);
    }

    @Override
    public Delivery offer(M message, @Nullable ActorRef<?> from) {
        return Admission.offer(this, message, from);
    }

    @Override
    ActorCell<?> cell() {
        return this;
    }

    @Override
    ActorCell<M> self() {
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
        return Math.clamp(Mailbox.difference(ticket, taken), 1, Math.max(1, depth));
    }

    /** The ask that the actor waits for, if it is a process that does; null if none. */
    @Nullable
    AskRef<?> waitsFor() {
        var process = process();
        return process == null ? null : process.waitsFor();
    }

    // ---- from any thread: controls

    /** Has the actor restarted, which is its parent's business. */
    public void restart() {
        var parent = parent();
        if (parent == null) {
            throw new IllegalArgumentException("the root of the tree cannot be restarted");
        }
        parent.control(new Control.RestartChild(this));
    }

    /**
     * Has {@link dev.microkernel.actor.BlockingBehavior#onWake} called between two messages, if the actor is a blocking
     * behaviour and lives.
     */
    public void wake() {
        control(new Control.Wake());
    }

    /** What it shares with the other actors of its node. */
    public Kernel node() {
        return kernel();
    }

    /** What the present life leaves to the next, or was left by the one before; null if nothing. */
    public @Nullable Object keepsake() {
        var notes = notes();
        if (notes == null) {
            return null;
        }
        var left = notes.carryOver;
        return left == null ? notes.carriedOver : left;
    }

    /** Has the actor handle no messages, or handle them again. */
    public void suspend(boolean begin) {
        control(new Control.Suspend(begin));
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
        SupervisorSpec.requireUse(
                spec().supervisor().autoShutdown(), childName == null ? "(unnamed)" : childName, childSpec.lifecycle());
        var child =
                openChildren().add(childName, this, null, () -> new ActorCell<>(kernel(), this, childName, childSpec));
        child.scheduleFirstTurn();
        return child;
    }

    /** Adds a child that begins when it is told to; with a predecessor, it takes that one's place. */
    <C> ActorCell<C> spawnHeld(@Nullable String childName, ActorSpec<C> childSpec, @Nullable ActorCell<?> predecessor) {
        return openChildren().add(childName, this, predecessor, () -> {
            var child = new ActorCell<>(kernel(), this, childName, childSpec);
            child.hold(new Control.LetGo(new ExitReason.Stopped(), true, null));
            return child;
        });
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
        var created = new Children(Children.CHILDREN_MAX);
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
        var parent = parent();
        if (parent == null) {
            return "/";
        }
        return parent.isRoot() ? "/" + name() : parent.path() + "/" + name();
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
    public Object decode(WireMessage message) {
        var codec = spec().codec();
        return codec != null ? codec.decode(message) : kernel().codec().decode(message, spec().wireMessages());
    }

    /** The actor at a path below this one, or null; an empty path is this one's. */
    public @Nullable ActorCell<?> find(String below) {
        ActorCell<?> here = this;
        for (var step : below.split("/", -1)) {
            if (here != null && !step.isEmpty()) {
                var notes = here.notes();
                here = notes == null || notes.children == null ? null : notes.children.find(step);
            }
        }
        return here;
    }

    /** Actors below this one, those next to it first, at most so many. */
    public List<ActorRef<?>> descendants(int most) {
        var found = new ArrayList<ActorRef<?>>();
        var looked = new ArrayDeque<ActorCell<?>>();
        looked.add(this);
        while (!looked.isEmpty() && found.size() < most) {
            for (var child : looked.remove().childCells()) {
                if (found.size() == most) {
                    break;
                }
                found.add(child);
                looked.add(child);
            }
        }
        return found;
    }

    /** What kind of actor it is, for people and metrics. */
    public String type() {
        return spec().type();
    }

    /** This actor and all below it, as they are now. */
    public ActorInfo inspect() {
        return Inspection.of(this);
    }

    /** This actor and at most so many below it, those next to it first. */
    public ActorInfo inspect(int descendantsMax) {
        return Inspection.of(this, descendantsMax);
    }

    /** The root of the tree that this actor is in. */
    public ActorCell<?> root() {
        return kernel().root();
    }

    List<ActorCell<?>> childCells() {
        var notes = notes();
        var present = notes == null ? null : notes.children;
        return present == null ? List.of() : present.snapshot();
    }

    /** The actor's own log level, or null. */
    public @Nullable Level logLevel() {
        var notes = notes();
        return notes == null ? null : notes.logLevel;
    }

    /** Gives the actor a log level of its own, or takes it back. */
    public void setLogLevel(@Nullable Level level) {
        annex().logLevel = level;
    }

    private @Nullable ProcessRunner<?> process() {
        var notes = notes();
        return notes == null ? null : notes.process;
    }

    // ---- the turn: messages

    @Override
    boolean takesMessages() {
        if (!isRunning()) {
            return isStopped(); // to give them up
        }
        var notes = notes();
        return notes == null || (!notes.suspended && (notes.process == null || notes.process.wantsMessage()));
    }

    @Override
    boolean hasFront() {
        var notes = notes();
        return notes != null && notes.held != null && notes.held().hasFront();
    }

    @Override
    @Nullable
    Envelope takeFront() {
        var notes = notes();
        return notes == null || notes.held == null ? null : notes.held().takeFront();
    }

    @Override
    void afterMessages() {
        var notes = notes();
        if (notes != null && notes.process != null) {
            notes.process.handedOver();
        }
        super.afterMessages();
    }

    @Override
    boolean goesOnDraining() {
        var notes = notes();
        return isRunning()
                && (notes == null
                        || ((notes.process == null || notes.process.takesMore())
                                && (notes.held == null || !notes.held().hasFront())));
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
        if (!isRunning()) {
            giveUpWaiting(envelope, DeadLetter.Reason.STOPPED);
            return;
        }
        var notes = notes();
        if (notes == null) {
            handle(envelope, from);
            return;
        }
        var process = notes.process;
        if (process != null) {
            if (!process.hand(envelope)) {
                notes.held().putFirst(envelope); // it has just stopped waiting
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
            failedOver(envelope, failure);
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

    /** Does about a message what the actor's lifecycle says, now that the actor has failed over it. */
    private void failedOver(Envelope envelope, Throwable failure) {
        switch (spec().lifecycle().failedMessage()) {
            case FailedMessage.Retry(var times)
            when annex().held().retryAgain(envelope, times) -> {
                return; // an ask goes on waiting
            }
            case FailedMessage.HandOver(var handler) -> {
                try {
                    handler.accept(envelope.message(), failure);
                } catch (Throwable broken) {
                    LOG.atError()
                            .addKeyValue("actor", path())
                            .setCause(broken)
                            .log("{} could not hand over the message it failed over", path());
                }
            }
            case FailedMessage.Retry retry ->
                LOG.atError()
                        .addKeyValue("actor", path())
                        .log(
                                "{} gives up a {} over which it has failed {} times",
                                path(),
                                envelope.message().getClass().getName(),
                                retry.times() + 1);
            case FailedMessage.Drop drop -> {}
        }
        failAsk(
                (ActorRef<?>) envelope.sender(),
                AskException.Kind.RECEIVER_FAILED,
                " failed over the message: " + Texts.of(failure),
                failure);
    }

    /** Gives up what was made for the life that ends and has not been handled. */
    void giveUpMade() {
        var notes = notes();
        if (notes == null || notes.held == null) {
            return;
        }
        for (var envelope = notes.held().takeMade();
                envelope != null;
                envelope = notes.held().takeMade()) {
            giveUp(DeadLetter.Reason.FORMER_LIFE, envelope);
        }
    }

    /** Gives up every message that waits. */
    void giveUpMessages() {
        var notes = notes();
        if (notes != null) {
            notes.unstashAll();
        }
        var reason = isStopped() ? DeadLetter.Reason.STOPPED : DeadLetter.Reason.FORMER_LIFE;
        for (var envelope = takeFront(); envelope != null; envelope = takeFront()) {
            giveUpWaiting(envelope, reason);
        }
        for (var envelope = mailbox().poll();
                envelope != null;
                envelope = mailbox().poll()) {
            giveUpWaiting(envelope, reason);
        }
    }

    private void giveUpWaiting(Envelope envelope, DeadLetter.Reason reason) {
        giveUp(reason, envelope);
        failAsk(
                (ActorRef<?>) envelope.sender(),
                AskException.Kind.REFUSED_STOPPED,
                " stopped before it handled the message",
                null);
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
            exit(new ExitReason.Normal());
        } else if (next instanceof StopBehavior<M>(var reason)) {
            exit(reason);
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
            case Control.LetGo order -> onLetGo(order);
            case Control.Begin begin -> onBegin(begin);
            case Control.Suspend suspend -> onSuspend(suspend.begin);
            case Control.Exited news -> onExited(news.child, news.reason);
            case Control.ChildStopped news -> onChildStopped(news.child);
            case Control.Reported report -> {
                if (isRunning()) {
                    annex().supervisor(this).onReport(report);
                }
            }
            case Control.DelayOver news -> {
                if (isRunning()) {
                    annex().supervisor(this).onDelayOver(news.group);
                }
            }
            case Control.RestartChild wish -> {
                if (isRunning()) {
                    annex().supervisor(this).restart(wish.child);
                }
            }
            case Control.Watch watch -> onWatch(watch.watcher, watch.begin);
            case Control.Ended news -> onEnded(news.actor, news.reason);
            case Control.Link link -> onLink(link.partner, link.begin);
            case Control.LinkBroken news -> onLinkBroken(news.partner, news.reason);
            case Control.TimerDue due -> onTimer(due.timer);
            case Control.QuietDue due -> onQuiet(due.timeout);
            case Control.Piped piped -> onPiped(piped);
            case Control.Wanted wanted -> { // and the turn looks for a message anyway
                var process = annex().process;
                if (process != null) {
                    process.wanted();
                }
            }
            case Control.Wake wake -> {
                if (annex().process instanceof BlockingRunner<?> runner) {
                    runner.wake();
                }
            }
            case Control.ForProcess task -> {
                if (task.process.equals(annex().process)) {
                    task.action.run();
                }
            }
            case Control.ProcessEnded ended -> onProcessEnded(ended.process, ended.failure);
            case Control.NamesChanged news -> onNamesChanged(news.watch);
        }
    }

    @Override
    void onControlTooLate(Control control) {
        switch (control) {
            case Control.Watch watch when watch.begin -> watch.watcher.ended(this, annex().exitReason);
            case Control.Link link
            when link.begin -> link.partner.control(new Control.LinkBroken(this, annex().exitReason));
            case Control.ChildStopped news -> openChildren().remove(news.child);
            default -> {} // meant for one who lives
        }
    }

    private void onSuspend(boolean begin) {
        annex().suspended = begin;
        var process = annex().process;
        if (process != null) {
            process.suspend(begin);
        }
        while (isRunning() && !annex().suspended) {
            var due = annex().held().takeDue();
            if (due == null) {
                return;
            }
            onTimer(due);
        }
    }

    private void onExited(ActorCell<?> child, ExitReason reason) {
        signal(new Signal.ChildFailed(child, reason));
        if (isRunning() && !child.isStopped()) { // or it is stopped with all others anyway
            annex().supervisor(this).onExit(child, reason);
        }
    }

    private void onChildStopped(ActorCell<?> child) {
        var notes = annex();
        var successor = isRunning() && child.isKilled() && child.annex().order != null ? succeed(child) : null;
        if (successor == null) {
            openChildren().remove(child);
        }
        if (notes.supervisor != null) {
            notes.supervisor.onStopped(child, successor);
        }
        if (isRunning() && child.annex().endedByItself && stopsAfter(child)) {
            exit(new ExitReason.Stopped());
        }
        onPartEnded();
    }

    private <C> ActorCell<C> succeed(ActorCell<C> killed) {
        return spawnHeld(killed.givenName(), killed.spec(), killed);
    }

    private boolean stopsAfter(ActorCell<?> child) {
        int left = (int) childCells().stream()
                .filter(other -> other.spec().lifecycle().significant())
                .count();
        return spec().supervisor()
                .autoShutdown()
                .stopsAfter(child.spec().lifecycle().significant(), left);
    }

    private void onWatch(Watcher watcher, boolean begin) {
        if (!begin) {
            annex().watches(this).removeWatcher(watcher);
        } else if (state() == STOPPED) {
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
        if (!isRunning()) {
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
            annex().held().putMade(envelope);
        }
    }

    @Override
    void signal(Signal signal) {
        var present = behavior;
        if (!isRunning() || present == null) {
            return;
        }
        try {
            become(present.onSignal(signal), signal);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    private void onTimer(Timers.Timer timer) {
        if (!isRunning() || annex().timers == null) {
            return;
        }
        if (annex().suspended) {
            annex().held().dueLater(timer);
        } else if (annex().timers(this).take(timer)) {
            handleNow(new Envelope(timer.message, null));
            annex().timers(this).handled(timer);
        }
    }

    @SuppressWarnings("ReferenceEquality") // each setting is one of its own
    private void onQuiet(ReceiveTimeout timeout) {
        if (isRunning() && annex().receiveTimeout == timeout && timeout.due()) {
            signal(new Signal.Timeout(timeout.quiet()));
        }
    }

    private void onPiped(Control.Piped piped) {
        if (isRunning() && piped.incarnation == incarnation()) {
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
        } else if (state() == STOPPED) {
            partner.control(new Control.LinkBroken(this, annex().exitReason));
        } else {
            var _ = annex().watches(this).addPartner(partner);
        }
    }

    private void onLinkBroken(ActorCell<?> partner, ExitReason reason) {
        if (!annex().watches(this).removePartner(partner) || !isRunning()) {
            return;
        }
        switch (reason) {
            case ExitReason.Normal normal -> {}
            case ExitReason.Stopped stopped -> exit(stopped);
            default -> failed(new LinkedActorException(partner.path(), reason));
        }
    }

    /** Tells the behaviour what it does not know of names; after so many changes others get their turn. */
    private void onNamesChanged(NameWatch<?> watch) {
        var turn = kernel().currentTurn();
        do {
            var change = isRunning() ? kernel().names().next(watch) : null;
            if (change == null) {
                return; // it knows all, or will be told all when it has begun afresh
            }
            handleMade(() -> watch.message(change), null);
        } while (turn.mayHandleAnother());
        watch.wake();
    }

    // ---- start and end of a behaviour

    @Override
    @SuppressWarnings("ReferenceEquality") // as in become
    void start() throws Exception {
        var process = spec().process();
        if (process != null) {
            run(new ProcessRunner<>(this, process));
            return;
        }
        var blocking = spec().blocking();
        if (blocking != null) {
            run(new BlockingRunner<>(this, blocking.get()));
            return;
        }
        var first = Objects.requireNonNull(
                spec().factory().create(new CellContext<>(this)), "a behaviour factory must not return null");
        if (first == Behavior.<M>same() || first == Behavior.<M>unhandled()) {
            throw new IllegalStateException(
                    "a behaviour factory must return a behaviour or Behavior.stopped(), returned=" + first);
        }
        become(first, first);
        observe();
    }

    /** Puts what is to go around messages around the behaviour, if that is anything. */
    private void observe() {
        var first = behavior;
        var handling = first == null ? null : kernel().observing().of(this);
        if (first != null && handling != null) {
            behavior = new ObservedBehavior<>(handling, first);
        }
    }

    private void run(ProcessRunner<M> runner) {
        annex().process = runner;
        runner.start();
    }

    @Override
    void lastCall(Signal signal) {
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

    @SuppressWarnings("ReferenceEquality") // each run is one of its own
    private void onProcessEnded(ProcessRunner<?> process, @Nullable Throwable failure) {
        var notes = annex();
        if (notes.process != process) {
            return;
        }
        notes.process = null;
        process.leftBehind().forEachRemaining(notes.held()::putFirst);
        if (!isRunning()) {
            onPartEnded();
            return;
        }
        var aborted = process.abortedBy();
        var thrown = failure == null ? new ExitReason.Normal() : ExitReason.of(failure);
        var reason = aborted == null ? thrown : aborted;
        concludeLife(reason);
        var last = process.lastReceived();
        if (last != null && reason.isAbnormal()) {
            failedOver(last, failureOf(reason));
        }
    }

    private static Throwable failureOf(ExitReason reason) {
        var failure = reason.failure();
        return failure == null ? new ExitException(reason) : failure;
    }

    void stopChild(ActorRef<?> child, ExitReason reason) {
        if (!(child instanceof ActorCell<?> cell) || cell.parent() != this) {
            throw new IllegalArgumentException(
                    "an actor can stop its own children only, actor=" + path() + ", told to stop=" + child.path());
        }
        cell.stop(reason);
    }

    ActorLogger log() {
        return new ActorLogger(this);
    }
}
