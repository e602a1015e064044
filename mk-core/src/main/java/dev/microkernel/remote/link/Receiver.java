package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.codec.UnknownMessageTypeException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.UndeliverableReason;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has the messages of one peer reach their actors, as far as it may send to them. For one strand. */
final class Receiver {

    /** Why a message did not reach its actor. */
    record Failure(UndeliverableReason reason, String text) {}

    private final Link link;
    private final Kernel kernel;
    private final PeerPolicy policy;
    private final Acquaintances acquaintances;
    private final RateLimit rate;

    Receiver(Link link, Kernel kernel, PeerPolicy policy, Acquaintances acquaintances) {
        this.link = link;
        this.kernel = kernel;
        this.policy = policy;
        this.acquaintances = acquaintances;
        this.rate = new RateLimit(kernel.time(), policy.messagesPerSecond());
    }

    /**
     * Delivers a message whose source and destination are right. Returns null, or why it was not.
     *
     * @param patienceMillis in how many milliseconds nobody waits for it any more, or {@link Extensions#NO_DEADLINE}
     */
    @Nullable
    Failure deliver(Frame frame, long patienceMillis) {
        if (!rate.allows()) {
            return refuse(
                    frame,
                    Refusal.RATE,
                    UndeliverableReason.TOO_MANY,
                    "more than " + policy.messagesPerSecond() + " messages a second");
        }
        var dest = new ActorId(frame.dest());
        var message = new WireMessage(frame.type(), frame.payload());
        @SuppressWarnings("unchecked") // the receiver's own codec makes what it is told
        var receiver = (@Nullable InternalRef<Object>) kernel.exports().get(dest.sequence());
        if (!policy.maySendToAll() && !maySendTo(receiver, dest)) {
            return refuse(frame, Refusal.NOT_PERMITTED, UndeliverableReason.REFUSED, "it may not send to that actor");
        }
        var sender = link.senderOf(frame);
        if (receiver == null) {
            kernel.deadLetters().add(DeadLetter.Reason.NO_SUCH_ACTOR, dest.toString(), sender, message, "");
            return new Failure(UndeliverableReason.NO_SUCH_ACTOR, "");
        }
        Object decoded;
        try {
            decoded = receiver.decode(message);
        } catch (RuntimeException e) { // a codec of the application's may throw anything
            var reason = e instanceof UnknownMessageTypeException
                    ? DeadLetter.Reason.UNKNOWN_TYPE
                    : DeadLetter.Reason.MALFORMED;
            kernel.deadLetters().add(reason, receiver.path(), sender, message, String.valueOf(e.getMessage()));
            return new Failure(UndeliverableReason.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
        }
        var extensions = frame.extensions();
        if (receiver instanceof RelayRef relay) {
            return failure(within(
                    extensions.trace(), () -> relay.pass(message, sender, patienceMillis, extensions.sequence() != 0)));
        }
        return failure(within(extensions.trace(), () -> receiver.tell(decoded, sender)));
    }

    /** Whether a peer that may not send to all may send to that one; of others it does not even learn that they exist. */
    boolean maySendTo(@Nullable InternalRef<?> receiver, ActorId dest) {
        if (policy.maySendToAll() || acquaintances.contains(dest.sequence())) {
            return true;
        }
        if (receiver instanceof RelayRef relay) {
            return policy.maySendTo(relay.path());
        }
        return receiver != null
                && (kernel.registry().namesOf(receiver).stream().anyMatch(policy::maySendTo)
                        || kernel.registry().groups().groupsOf(receiver).stream()
                                .anyMatch(policy::maySendTo));
    }

    private Failure refuse(Frame frame, Refusal kind, UndeliverableReason reason, String text) {
        link.drop(frame, kind, text);
        return new Failure(reason, text);
    }

    private static Delivery within(Extensions.@Nullable Trace trace, Supplier<Delivery> tell) {
        if (trace == null) {
            return tell.get();
        }
        var delivery = new Delivery[1];
        context(trace).run(() -> delivery[0] = tell.get());
        return delivery[0];
    }

    private static TraceContext context(Extensions.Trace trace) {
        var hex = HexFormat.of();
        return new TraceContext(
                hex.toHexDigits(trace.high()) + hex.toHexDigits(trace.low()),
                hex.toHexDigits(trace.parent()),
                trace.flags());
    }

    private static @Nullable Failure failure(Delivery delivery) {
        return switch (delivery) {
            case ACCEPTED -> null;
            case REFUSED_FULL, DROPPED -> new Failure(UndeliverableReason.FULL, "its mailbox is full");
            case REFUSED_STOPPED -> new Failure(UndeliverableReason.STOPPED, "it has stopped");
        };
    }
}
