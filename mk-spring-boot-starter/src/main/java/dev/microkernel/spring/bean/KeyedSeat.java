package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of one actor with a key, from the first message for it to its end.
 *
 * <p>It is closed, open, closed again, and gone. While it is open, senders tell the actor directly; each counts itself in
 * {@link #senders} as long as it does. An actor that has been idle closes it, which succeeds only while no sender is at it:
 * whatever they told before is in the mailbox by then, and whatever comes later waits here. So the {@link Leave} that the actor
 * tells itself next is behind every message in its mailbox, and with it the actor stops without losing one. What waits is then
 * for the seat's successor, whose mailbox is empty and holds it all.
 *
 * <p>All changes of state are made under the lock. Messages that wait are told before the seat opens, so nobody overtakes them.
 */
final class KeyedSeat {

    /** To the actor, from itself: stop. */
    private record Leave() {}

    /** The number of senders while the seat is not open; far from what counting could come to. */
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final KeyedFamily family;
    private final ActorSystem system;
    private final ActorKey key;
    private final @Nullable Duration idleTimeout;
    private final WaitingRoom<Object> waiting;
    private final AtomicInteger senders = new AtomicInteger(CLOSED);
    private volatile @Nullable ActorRef<Object> actor;
    private boolean gone;

    /** Why nobody can be started; null if that is not so. */
    private @Nullable String refusal;

    /**
     * Closed, for an actor that is about to be started.
     *
     * @param idleTimeout after how long without a message it leaves; null for never
     * @param waiting what waits for it
     */
    KeyedSeat(
            KeyedFamily family,
            ActorSystem system,
            ActorKey key,
            @Nullable Duration idleTimeout,
            WaitingRoom<Object> waiting) {
        this.family = family;
        this.system = system;
        this.key = key;
        this.idleTimeout = idleTimeout;
        this.waiting = waiting;
    }

    ActorKey key() {
        return key;
    }

    /** The actor, once it has begun. */
    @Nullable
    ActorRef<Object> actor() {
        return actor;
    }

    // ---- from any thread

    /** Tells the actor, or has the message wait for it; null if that has to be tried again, at the seat of the key by then. */
    @Nullable
    Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        if (enter()) {
            try {
                return open().tell(message, sender);
            } finally {
                senders.decrementAndGet();
            }
        }
        return tellLater(message, sender);
    }

    private synchronized @Nullable Delivery tellLater(Object message, @Nullable ActorRef<?> sender) {
        if (refusal != null) {
            system.deadLetters().add(DeadLetter.Reason.STOPPED, family.pathOf(key.value()), sender, message, refusal);
            return Delivery.REFUSED_STOPPED;
        }
        return gone || isOpen() ? null : waiting.add(message, sender);
    }

    /** Asks the actor, or has the question wait for it; null if that has to be tried again, at the seat of the key by then. */
    <R> @Nullable CompletableFuture<R> ask(Object message, Class<R> replyType, Duration timeout) {
        if (enter()) {
            try {
                return open().ask(message, replyType, timeout);
            } finally {
                senders.decrementAndGet();
            }
        }
        return askLater(message, replyType, timeout);
    }

    private synchronized <R> @Nullable CompletableFuture<R> askLater(
            Object message, Class<R> replyType, Duration timeout) {
        if (refusal != null) {
            system.deadLetters().add(DeadLetter.Reason.STOPPED, family.pathOf(key.value()), null, message, refusal);
            return CompletableFuture.failedFuture(new AskException(
                    AskException.Kind.REFUSED_STOPPED,
                    family.pathOf(key.value()) + " was not asked: " + refusal,
                    null));
        }
        return gone || isOpen() ? null : waiting.add(message, replyType, timeout);
    }

    /** Counts a sender, who must count itself out; false if the seat is not open. */
    private boolean enter() {
        int now = senders.get();
        while (now >= 0) {
            if (senders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = senders.get();
        }
        return false;
    }

    private boolean isOpen() {
        return senders.get() >= 0;
    }

    private ActorRef<Object> open() {
        return Objects.requireNonNull(actor, "an open seat has an actor");
    }

    // ---- from the supervisor's turn

    /** Has the actor started, and notices its end. */
    void start(Supplier<ActorRef<Object>> spawn) {
        ActorRef<Object> started;
        try {
            started = spawn.get();
        } catch (RuntimeException failure) {
            refuse("it could not be started: " + failure.getMessage());
            return;
        }
        var _ = system.monitor(started).whenComplete((reason, cancelled) -> end());
    }

    /** Nobody is started for this seat, ever: all that waits is given up, and the key is free for another attempt. */
    synchronized void refuse(String why) {
        if (!gone) {
            refusal = why;
            leaveFor(() -> family.vacate(this));
            waiting.giveUp(DeadLetter.Reason.STOPPED, AskException.Kind.REFUSED_STOPPED, why);
        }
    }

    // ---- from the actor's turns

    /** The actor begins a life. In its first it gets what has waited, and from now on it is told directly. */
    synchronized void begin(ActorRef<Object> self) {
        if (gone) {
            throw new IllegalStateException("the key has been given to another actor, actor=" + self.path());
        }
        if (actor == null) {
            waiting.moveTo(self);
            actor = self;
            senders.set(0);
        } else if (!isOpen()) {
            self.tell(new Leave()); // it was about to leave when it failed, and may have lost its mailbox over that
        }
    }

    /** The actor's behaviour, which leaves when it is idle. */
    BehaviorFactory<Object> idling(BehaviorFactory<Object> lives) {
        if (idleTimeout == null) {
            return lives;
        }
        var quiet = idleTimeout;
        return context -> {
            context.setReceiveTimeout(quiet); // before the bean, which may set another one
            var life = lives.create(context);
            return Behavior.of(
                    message -> message instanceof Leave ? Behavior.stopped() : life.onMessage(message), signal -> {
                        if (signal.equals(new Signal.Timeout(quiet))) {
                            close(context.self());
                        }
                        return life.onSignal(signal);
                    });
        };
    }

    /**
     * Closes the seat, if nobody is at it. Under the lock, so that nothing can have begun to wait when the actor finds its
     * mailbox full, which is not idle, and opens again.
     */
    private synchronized void close(ActorRef<Object> self) {
        boolean closing = senders.compareAndSet(0, CLOSED);
        if ((closing || !isOpen()) && self.tell(new Leave()) != Delivery.ACCEPTED && closing) {
            senders.set(0);
        }
    }

    // ---- from any thread, once

    /** The actor has ended, of itself or not. */
    private synchronized void end() {
        if (!gone) {
            leaveFor(waiting.isEmpty() ? () -> family.vacate(this) : () -> family.succeed(this, waiting));
        }
    }

    /**
     * Senders that are at the seat are refused by the actor, which has ended; they count themselves out of a seat that nobody
     * looks at any more.
     */
    private void leaveFor(Runnable next) {
        gone = true;
        senders.addAndGet(CLOSED);
        next.run();
    }
}
