package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Failure;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.time.CoarseClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The sender of an ask: takes one reply, or hears why there will be none, and completes a future with it. */
final class AskRef<R> extends InternalRef<Object> {

    /** How far the message has got. */
    private enum Phase {
        SENT,
        RUNNING,
        HANDLED
    }

    /** The future that the application has; whoever completes it, this ask ends. */
    private static final class Reply<R> extends ReplyFuture<R> {
        private final AskRef<R> ask;

        Reply(AskRef<R> ask) {
            this.ask = ask;
        }

        @Override
        public boolean complete(@Nullable R value) {
            return ended(super.complete(value));
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            return ended(super.completeExceptionally(failure));
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            ask.end();
            return cancelled;
        }

        private boolean ended(boolean byThis) {
            if (byThis) {
                ask.end();
            }
            return byThis;
        }
    }

    private final InternalRef<?> receiver;
    private final Class<R> replyType;
    private final Duration timeout;
    private final Reply<R> future = new Reply<>(this);

    /** The ask whose message was being handled when this one was made: it may well be waiting for this one. */
    private final @Nullable AskRef<?> cause;

    private volatile @Nullable AskRef<?> lastCaused;
    private long deadlineNanos;

    // For the text of a time-out, which comes long after: not worth a fence to each message.
    private Phase phase = Phase.SENT;
    private ActorRef<?> handler;
    private int ticket;
    private int runningSince;

    AskRef(Kernel kernel, InternalRef<?> receiver, Class<R> replyType, Duration timeout) {
        super(kernel);
        this.receiver = receiver;
        this.handler = receiver;
        this.replyType = replyType;
        this.timeout = timeout;
        this.cause = present();
        if (cause != null) {
            cause.lastCaused = this;
        }
    }

    /** The ask whose message the calling thread is handling, if it still waits for its reply. */
    private static @Nullable AskRef<?> present() {
        var turn = Turn.current();
        return turn != null
                        && turn.envelope() instanceof Envelope envelope
                        && envelope.sender() instanceof AskRef<?> ask
                        && !ask.isStopped()
                ? ask
                : null;
    }

    CompletableFuture<R> future() {
        return future;
    }

    InternalRef<?> receiver() {
        return receiver;
    }

    @Nullable
    AskRef<?> cause() {
        return cause;
    }

    /** Called when the message has been accepted. */
    void accepted() {
        var cell = receiver.cell();
        if (cell != null) {
            ticket = cell.mailbox().accepted();
        }
        if (future.isDone()) {
            return;
        }
        deadlineNanos = kernel().time().deadline(timeout);
        kernel().asks().add(this);
        if (kernel().isClosed()) {
            systemClosed(); // there will be no time-outs
        }
    }

    private void end() {
        withdraw();
    }

    /** An actor begins to handle the message, or one that it was passed on by. */
    void handling(ActorRef<?> actor, int ticks) {
        handler = actor;
        runningSince = ticks;
        phase = Phase.RUNNING;
    }

    /** The actor has handled the message. If it has not replied, it waits for others to do so itself. */
    void handled() {
        phase = Phase.HANDLED;
        var caused = lastCaused;
        if (caused != null && !future.isDone()) {
            AskCycle.breakUp(caused);
        }
    }

    /** When the time is up, of an ask that was accepted. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The time is up: fails the ask in a turn of its own, for callbacks must not hold up other timers. */
    void timeOut() {
        if (!future.isDone()) {
            kernel().scheduler().schedule(turn -> {
                turn.end(); // this is no actor's
                onTimeout();
                return null;
            });
        }
    }

    private void onTimeout() {
        var cell = receiver.cell();
        AskException.Progress progress;
        String text;
        if (phase == Phase.RUNNING) {
            var lasted = Duration.ofNanos(CoarseClock.nanosOf(kernel().ticks() - runningSince));
            progress = new AskException.Progress.Running(lasted);
            text = handler.path() + " has been handling it for about " + lasted.toMillis() + " ms";
        } else if (phase == Phase.HANDLED) {
            progress = new AskException.Progress.Unanswered();
            text = handler.path() + " has handled it without a reply";
        } else if (cell != null) {
            int position = cell.positionOf(ticket);
            progress = new AskException.Progress.Queued(position);
            text = "the message is about number " + position + " of "
                    + cell.mailbox().depth() + " in its mailbox";
        } else {
            progress = new AskException.Progress.Elsewhere();
            text = receiver instanceof RouterRef<?>
                    ? "a member of the group has the message and has not handled it"
                    : "the message left for another node";
        }
        var _ = fail(new AskException(
                receiver.path() + " sent no " + replyType.getSimpleName() + " within " + timeout + ": " + text,
                progress));
    }

    void systemClosed() {
        fail(AskException.Kind.REFUSED_STOPPED, receiver.path() + " sent no reply before the system was closed", null);
    }

    void fail(AskException.Kind kind, String message, @Nullable Throwable failure) {
        var _ = fail(new AskException(kind, message, failure));
    }

    /** Fails the ask, unless it has ended. Whether it had not. */
    private boolean fail(AskException failure) {
        boolean first = future.completeExceptionally(failure);
        if (first) {
            kernel().askFailures().count(failure);
        }
        return first;
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        boolean first;
        if (message instanceof Failure(var failure)) {
            // What failed may have been an ask of the receiver's own: its kind is the one that helps the asker.
            var kind = failure instanceof AskException inner ? inner.kind() : AskException.Kind.RECEIVER_FAILED;
            first = fail(new AskException(kind, receiver.path() + " replied with a failure: " + failure, failure));
        } else if (replyType.isInstance(message)) {
            first = future.complete(replyType.cast(message));
        } else {
            first = fail(new AskException(
                    AskException.Kind.WRONG_REPLY,
                    receiver.path() + " was asked for " + replyType.getName() + " and replied with "
                            + message.getClass().getName(),
                    null));
        }
        if (!first) {
            kernel().deadLetters().add(DeadLetter.Reason.LATE_REPLY, path(), sender, message, "");
            return Delivery.REFUSED_STOPPED;
        }
        return Delivery.ACCEPTED;
    }

    @Override
    public ActorId id() {
        return export();
    }

    @Override
    public String path() {
        return "ask of " + receiver.path();
    }

    @Override
    public Object decode(WireMessage message) {
        return kernel().codec().decodeAs(message, replyType);
    }

    @Override
    public boolean isStopped() {
        return future.isDone();
    }

    @Override
    public long patienceMillis() {
        return Math.max(1, timeout.toMillis());
    }

    /** Only the word of the node that was asked counts. On a strand of its own: a link must not wait for callbacks. */
    @Override
    public void undelivered(ActorId to, boolean full, String text) {
        if (receiver.id().equals(to) && !future.isDone()) {
            var kind = full ? AskException.Kind.REFUSED_FULL : AskException.Kind.REFUSED_STOPPED;
            var _ = kernel().startStrand("mk-undelivered", () -> fail(kind, text, null));
        }
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        var _ = future.whenComplete((reply, failure) -> watcher.ended(this, new ExitReason.Normal()));
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        // The watcher ignores news of what it no longer watches.
    }
}
