package dev.microkernel.chaos;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Dispatcher;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One receiver of the chaos: it enters what it gets into the ledgers, and fails over some of it. */
final class Receiver {

    /** A message: the {@code number}-th of a sender. */
    record Parcel(int sender, int number) {}

    private static final List<MailboxSpec> MAILBOXES = List.of(
            MailboxSpec.bounded(64),
            MailboxSpec.bounded(1),
            MailboxSpec.unbounded(),
            MailboxSpec.bounded(4096),
            MailboxSpec.bounded(16).withOverflow(Overflow.DROP_NEWEST),
            MailboxSpec.bounded(16).withOverflow(Overflow.DROP_OLDEST),
            MailboxSpec.bounded(16).withBlocking(Duration.ofMillis(2)));

    private final Ledger[] ledgers;
    private final int[] lastOfSender;
    private final AtomicLong disorder;
    private final int failEvery;
    private int handled;

    private Receiver(Ledger[] ledgers, AtomicLong disorder, int failEvery) {
        this.ledgers = ledgers;
        this.lastOfSender = new int[ledgers.length];
        this.disorder = disorder;
        this.failEvery = failEvery;
        Arrays.fill(lastOfSender, -1);
    }

    /** The {@code kind}-th kind of receiver: all mailboxes, each with a behaviour, on workers and on threads of its own, and with a process. */
    static ActorSpec<Parcel> spec(int kind, Ledger[] ledgers, AtomicLong disorder, int failEvery) {
        // Outlives restarts, as the mailbox does: order must hold across them.
        var receiver = new Receiver(ledgers, disorder, failEvery);
        var mailbox = MAILBOXES.get(kind % MAILBOXES.size());
        int way = kind / MAILBOXES.size() % 4;
        boolean isProcess = way == 3;
        ActorSpec<Parcel> spec = isProcess
                ? ActorSpec.process(self -> {
                    while (true) {
                        receiver.on(self.receive());
                    }
                })
                : ActorSpec.of(context -> parcel -> {
                    receiver.on(parcel);
                    return Behavior.same();
                });
        return spec.withMailbox(mailbox).withDispatcher(way == 2 ? Dispatcher.VIRTUAL_THREADS : Dispatcher.WORKERS);
    }

    private void on(Parcel parcel) {
        ledgers[parcel.sender()].handled(parcel.number());
        if (parcel.number() <= lastOfSender[parcel.sender()]) {
            disorder.incrementAndGet();
        }
        lastOfSender[parcel.sender()] = parcel.number();
        if (++handled % failEvery == 0) {
            throw new PlannedFailure();
        }
    }

    /** Without a stack: there are many. */
    static final class PlannedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PlannedFailure() {
            super("planned", null, false, false);
        }
    }
}
