package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.MailboxOverflowException;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.Envelope;
import org.jspecify.annotations.Nullable;

/** What becomes of a message at the door of a cell; on the sender's thread. */
final class Admission {

    private Admission() {}

    /** Offers a message, and makes a dead letter of it if it is not accepted. */
    static Delivery tell(ActorCell<?> cell, Object message, @Nullable ActorRef<?> from) {
        var delivery = offer(cell, message, from);
        if (delivery != Delivery.ACCEPTED) {
            refused(cell, delivery, TracedEnvelope.of(message, from));
        }
        return delivery;
    }

    /** Offers a message; what is done about a refusal is for the caller. */
    static Delivery offer(ActorCell<?> cell, Object message, @Nullable ActorRef<?> from) {
        if (cell.isStopped()) {
            return Delivery.REFUSED_STOPPED;
        }
        var envelope = TracedEnvelope.of(message, from);
        return cell.offer(envelope) ? Delivery.ACCEPTED : overflow(cell, envelope);
    }

    private static Delivery overflow(ActorCell<?> cell, Courier envelope) {
        var mailbox = cell.spec().mailbox();
        return switch (mailbox.overflow()) {
            case REJECT -> refusal(cell);
            case DROP_NEWEST -> Delivery.DROPPED;
            case DROP_OLDEST -> {
                do {
                    dropOldest(cell);
                } while (!cell.offer(envelope));
                yield Delivery.ACCEPTED;
            }
            case BLOCK -> BlockedSender.offer(cell, envelope, mailbox.deadline()) ? Delivery.ACCEPTED : refusal(cell);
            case STOP -> {
                cell.stop(new ExitReason.Failed(new MailboxOverflowException(cell.path(), mailbox.capacity())));
                yield refusal(cell);
            }
        };
    }

    private static Delivery refusal(ActorCell<?> cell) {
        return cell.isStopped() ? Delivery.REFUSED_STOPPED : Delivery.REFUSED_FULL;
    }

    private static void dropOldest(ActorCell<?> cell) {
        var oldest = cell.mailbox().dropOldestIfFull();
        if (oldest == null) {
            return;
        }
        cell.annex().refusals().dropped.increment();
        counters(cell).countDroppedOldest();
        cell.giveUp(DeadLetter.Reason.DROPPED, oldest);
        if (oldest.sender() instanceof AskRef<?> ask) {
            ask.fail(AskException.Kind.REFUSED_FULL, cell.path() + " dropped the message for a newer one", null);
        }
    }

    private static TypeCounters counters(ActorCell<?> cell) {
        return cell.kernel().types().get(cell.type());
    }

    private static void refused(ActorCell<?> cell, Delivery delivery, Envelope envelope) {
        switch (delivery) {
            case REFUSED_FULL -> {
                cell.annex().refusals().refused.increment();
                counters(cell).countRefused();
                cell.giveUp(DeadLetter.Reason.FULL, envelope);
            }
            case DROPPED -> {
                cell.annex().refusals().dropped.increment();
                counters(cell).countDroppedNewest();
                cell.giveUp(DeadLetter.Reason.DROPPED, envelope);
            }
            case REFUSED_STOPPED -> cell.giveUp(DeadLetter.Reason.STOPPED, envelope);
            case ACCEPTED -> throw new IllegalArgumentException("an accepted message is not refused");
        }
    }
}
