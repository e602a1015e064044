package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Process;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One life of a process, on a strand of its own. Messages stay in the cell's mailbox until the process wants one: then it
 * puts {@link #WANTED} into {@link #slot} and sends its cell a control; the cell's turn takes a message and puts it
 * there instead. Both steps are compare-and-set, so a process that has stopped waiting, because its time was up, and a
 * turn that has just found a message agree on who keeps it. All else belongs to the strand.
 */
class ProcessRunner<M> implements ProcessContext<M> {

    static final Object NOTHING = new Object();
    private static final Object WANTED = new Object();
    private static final Object WOKEN = new Object();
    static final Object RESTING = new Object();
    private static final VarHandle SLOT;

    static {
        try {
            SLOT = MethodHandles.lookup().findVarHandle(ProcessRunner.class, "slot", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ActorCell<M> cell;
    private final Process<M> process;
    private volatile @Nullable Strand strand;
    private volatile Object slot = NOTHING;
    private volatile @Nullable AskRef<?> waitsFor;

    /** Why the cell has this run end, or null. Only the cell's turn touches it. */
    private @Nullable ExitReason abortedBy;

    /** Received and passed over by a selective receive, or laid down for a strand to begin with; oldest first. */
    private final ArrayDeque<Envelope> passedOver = new ArrayDeque<>();

    private @Nullable Envelope current;

    /** What goes around messages, or null. */
    private final @Nullable Handling handling;

    /** Whether the current message has been received, and not only looked at. */
    private boolean isHandling;

    ProcessRunner(ActorCell<M> cell, Process<M> process) {
        this.cell = cell;
        this.process = process;
        this.handling = cell.kernel().observing().of(cell);
    }

    /** Begins. From the cell's turn. */
    void start() {
        strand = cell.kernel().scheduler().startStrand("mk-process " + cell.path(), this::run);
    }

    private void run() {
        var turn = here().turn();
        here().ifEscaped(failure -> ended(turn, failure));
        turn.begin(cell);
        Throwable failure = null;
        try {
            process.run(this);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        ended(turn, failure);
    }

    /** On the strand, when the last life's code is through. */
    final void ended(Turn turn, @Nullable Throwable failure) {
        var _ = Thread.interrupted(); // what is left to do must not be refused
        endHandling(failure);
        turn.end();
        cell.control(new Control.ProcessEnded(this, failure));
    }

    /** The strand as its own thread sees it: it may run before the constructor has stored it. */
    final Strand here() {
        var present = Strand.current();
        if (present == null || (present.turn().actor() != null && present.turn().actor() != cell)) {
            throw new IllegalStateException("the context of a process is for its own thread only, actor=" + cell.path()
                    + ", thread=" + Thread.currentThread().getName());
        }
        if (cell.isKilled()) {
            throw new IllegalStateException(
                    "the process was killed, for it did not stop in time: it can do nothing any more, actor="
                            + cell.path());
        }
        return present;
    }

    private Strand present() {
        return Objects.requireNonNull(strand, "a process that was not started");
    }

    // ---- for a runner whose strands end between messages

    /** The strand that the runner has now. From the cell's turn. */
    final void setStrand(Strand fresh) {
        strand = fresh;
    }

    final ActorCell<M> cell() {
        return cell;
    }

    /** Has a wait for a message end with a {@link WokenException}, if there is one. */
    final void endWait() {
        if (move(WANTED, WOKEN)) {
            present().unpark();
        }
    }

    /** The strand has heard that it is wanted for something else. */
    void woke() {}

    /** The process has said that it wants a message. From the cell's turn. */
    void wanted() {}

    /** Puts the slot from one mark to another. Whether it was at the first. */
    final boolean move(Object from, Object to) {
        return SLOT.compareAndSet(this, from, to);
    }

    /** Says that no strand runs, and a message would be welcome. */
    final void rest() {
        slot = RESTING;
    }

    /** Leaves a message for the strand that is about to be started. */
    final void layDown(Envelope envelope) {
        passedOver.addLast(envelope);
    }

    /** Takes the oldest message that was passed over, or laid down; null if none. */
    final @Nullable Envelope takeNext() {
        return passedOver.pollFirst();
    }

    /** Whether there is such a message. */
    final boolean hasNext() {
        return !passedOver.isEmpty();
    }

    // ---- for the cell's turn

    /** Whether the process waits for a message. */
    boolean wantsMessage() {
        var present = slot;
        return present == WANTED || present == RESTING;
    }

    /** Gives the process a message. Whether it still wanted one. */
    boolean hand(Envelope envelope) {
        if (SLOT.compareAndSet(this, WANTED, envelope)) {
            present().unpark();
            return true;
        }
        return false;
    }

    /** Whether it takes another message beside those it was just handed. */
    boolean takesMore() {
        return false;
    }

    /** The turn has no more messages for it now. */
    void handedOver() {}

    /** The actor is to handle no messages, or to go on. */
    void suspend(boolean begin) {}

    /** Has the process end, as far as it reacts to an interrupt. */
    void interrupt() {
        present().interrupt();
    }

    /** Has the process end, and the cell fail over something that happened beside it. */
    void abort(ExitReason reason) {
        if (abortedBy == null) {
            abortedBy = reason;
        }
        interrupt();
    }

    @Nullable
    ExitReason abortedBy() {
        return abortedBy;
    }

    /** The ask that the process waits for, or null. From any thread. */
    @Nullable
    AskRef<?> waitsFor() {
        return waitsFor;
    }

    /** The message over which the process ended; after its end. */
    @Nullable
    Envelope lastReceived() {
        return current;
    }

    /** Whether it is at a message now, handed over or received. From any thread; nearly so. */
    boolean isAtMessage() {
        return current != null || slot instanceof Envelope;
    }

    /** What it received and did not handle, the newest first; after its end. */
    Iterator<Envelope> leftBehind() {
        if (slot instanceof Envelope handed) {
            passedOver.addLast(handed);
            slot = NOTHING;
        }
        return passedOver.descendingIterator();
    }

    // ---- for the strand

    @Override
    public ActorRef<M> self() {
        return cell;
    }

    @Override
    public M receive() throws InterruptedException {
        return orFail(take(any -> true, null));
    }

    @Override
    public Optional<M> receive(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(take(any -> true, timeout));
    }

    @Override
    public <T extends M> T receive(Class<T> type) throws InterruptedException {
        return type.cast(orFail(take(type::isInstance, null)));
    }

    @Override
    public <T extends M> Optional<T> receive(Class<T> type, Duration timeout) throws InterruptedException {
        return Optional.ofNullable(take(type::isInstance, timeout)).map(type::cast);
    }

    @Override
    public M receive(Predicate<? super M> condition) throws InterruptedException {
        return orFail(take(condition, null));
    }

    @Override
    public Optional<M> receive(Predicate<? super M> condition, Duration timeout) throws InterruptedException {
        return Optional.ofNullable(take(condition, timeout));
    }

    private static <T> T orFail(@Nullable T received) {
        if (received == null) {
            throw new IllegalStateException("a receive without a time-out ended without a message");
        }
        return received;
    }

    /** Takes the first message that meets the condition; null if none came in time. */
    private @Nullable M take(Predicate<? super M> condition, @Nullable Duration timeout) throws InterruptedException {
        var here = here();
        finishCurrent(here);
        for (var envelopes = passedOver.iterator(); envelopes.hasNext(); ) {
            var envelope = envelopes.next();
            if (condition.test(message(envelope))) {
                envelopes.remove();
                begin(here, envelope);
                return received(envelope);
            }
        }
        try (var deadline = new Deadline(here, timeout)) {
            while (true) {
                var envelope = await(here, deadline);
                if (envelope == null) {
                    return null;
                }
                begin(here, envelope); // if the condition throws, it does so over this message
                if (condition.test(message(envelope))) {
                    return received(envelope);
                }
                current = null;
                passedOver.addLast(envelope);
                if (passedOver.size() > cell.mailbox().capacity()) {
                    throw new IllegalStateException("selective receives have passed over more messages than the"
                            + " mailbox may hold; receive them, actor=" + cell.path() + ", passed over="
                            + passedOver.size());
                }
            }
        }
    }

    final void begin(Strand here, Envelope envelope) {
        current = envelope;
        here.turn().handling(envelope);
    }

    final M received(Envelope envelope) {
        if (envelope.sender() instanceof AskRef<?> ask) {
            ask.handling(cell, cell.kernel().ticks());
        }
        var message = message(envelope);
        if (handling != null) {
            isHandling = true;
            handling.begin(message);
        }
        return message;
    }

    /** The message under way, if there is one, is handled, or the process has failed over it. */
    final void endHandling(@Nullable Throwable failure) {
        if (isHandling && handling != null) {
            isHandling = false;
            handling.end(failure);
        }
    }

    final void finishCurrent(Strand here) {
        endHandling(null);
        if (current != null && current.sender() instanceof AskRef<?> ask) {
            ask.handled();
        }
        current = null;
        here.turn().handling(null);
    }

    /** Waits for the cell to hand over a message; null if the time is up. */
    private @Nullable Envelope await(Strand here, Deadline deadline) throws InterruptedException {
        slot = WANTED;
        cell.control(new Control.Wanted());
        while (slot == WANTED) {
            boolean interrupted = Thread.interrupted();
            if ((interrupted || deadline.isOver()) && SLOT.compareAndSet(this, WANTED, NOTHING)) {
                if (interrupted) {
                    throw new InterruptedException();
                }
                return null;
            }
            if (interrupted) {
                here.thread().interrupt(); // the message was first; the next wait hears of it
            } else {
                here.park();
            }
        }
        var handed = slot;
        slot = NOTHING;
        if (handed == WOKEN) {
            woke();
            throw new WokenException();
        }
        return (Envelope) handed;
    }

    @SuppressWarnings("unchecked") // tell and the codec let only M into the mailbox, as far as Java can tell
    private M message(Envelope envelope) {
        return (M) envelope.message();
    }

    @Override
    public ActorRef<Object> sender() {
        here();
        return cell.senderOf(current);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        var here = here();
        try (var deadline = new Deadline(here, duration)) {
            while (!deadline.isOver()) {
                parkInterruptibly(here);
            }
        }
    }

    private static void parkInterruptibly(Strand here) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        here.park();
    }

    @Override
    public <Q, R> R ask(ActorRef<Q> actor, Q message, Class<R> replyType, Duration timeout)
            throws InterruptedException {
        here();
        var receiver = InternalRef.of(actor);
        var ask = new AskRef<>(cell.kernel(), receiver, replyType, timeout);
        waitsFor = ask;
        try {
            AskCycle.breakUp(ask);
            if (!ask.isStopped()) {
                receiver.send(message, ask);
            }
            return await(ask.future());
        } catch (java.util.concurrent.CompletionException failed) {
            if (failed.getCause() instanceof AskException why) {
                throw why;
            }
            throw failed;
        } finally {
            waitsFor = null;
            var _ = ask.future().cancel(false); // does nothing unless the wait was interrupted
        }
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws InterruptedException {
        var here = here();
        var future = stage.toCompletableFuture();
        var _ = future.whenComplete((value, failure) -> here.unpark());
        while (!future.isDone()) {
            parkInterruptibly(here);
        }
        return future.join();
    }

    @Override
    public <C> ActorRef<C> spawn(ActorSpec<C> spec) {
        here();
        return cell.spawn(null, spec);
    }

    @Override
    public <C> ActorRef<C> spawn(String name, ActorSpec<C> spec) {
        here();
        return cell.spawn(name, spec);
    }

    @Override
    public List<ActorRef<?>> children() {
        return List.copyOf(cell.childCells());
    }

    @Override
    public void stop(ActorRef<?> child) {
        here();
        cell.stopChild(child, new ExitReason.Stopped());
    }

    @Override
    public void carryOver(Object state) {
        here();
        cell.annex().carryOver = state;
    }

    @Override
    public <T> Optional<T> carriedOver(Class<T> type) {
        here();
        return Optional.ofNullable(cell.annex().carriedOver).map(type::cast);
    }

    @Override
    public Cancellable monitor(ActorRef<?> actor, Function<ExitReason, M> notice) {
        here();
        var target = InternalRef.of(actor);
        inTurn(() -> cell.annex().watches(cell).monitor(target, notice));
        return () -> inTurn(() -> cell.annex().watches(cell).unmonitor(target, notice));
    }

    @Override
    public void link(ActorRef<?> actor) {
        here();
        var partner = cell.partner(actor);
        inTurn(() -> cell.link(partner));
    }

    @Override
    public void unlink(ActorRef<?> actor) {
        here();
        var partner = cell.partner(actor);
        inTurn(() -> cell.unlink(partner));
    }

    /** Has the cell's turn do something for this run; later runs are not touched. */
    private void inTurn(Runnable action) {
        cell.control(new Control.ForProcess(this, action));
    }

    @Override
    public TimeSource time() {
        return cell.kernel().time();
    }

    @Override
    public Logger log() {
        return cell.log();
    }

    /** The end of a wait, on the system's time. */
    private final class Deadline implements AutoCloseable {
        private final @Nullable Cancellable timer;
        private final long end;

        Deadline(Strand here, @Nullable Duration timeout) {
            var time = cell.kernel().time();
            end = timeout == null ? 0 : time.deadline(timeout);
            timer = timeout == null ? null : time.schedule(timeout, here::unpark);
        }

        boolean isOver() {
            return timer != null && cell.kernel().time().nanoTime() - end >= 0;
        }

        @Override
        public void close() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
