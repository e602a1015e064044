package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.DeadLetters;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts dead letters and keeps the newest. */
public final class DeadLetterRing implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final TimeSource time;
    private final Map<DeadLetter.Reason, LongAdder> counts = new EnumMap<>(DeadLetter.Reason.class);
    private final List<Consumer<DeadLetter>> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<DeadLetter> newest = new ArrayDeque<>(KEPT_MAX);

    DeadLetterRing(TimeSource time) {
        this.time = time;
        for (var reason : DeadLetter.Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Gives up a message that is being sent: it has the trace in scope. */
    @Override
    public void add(
            DeadLetter.Reason reason, String receiver, @Nullable ActorRef<?> sender, Object message, String detail) {
        var trace = TracedEnvelope.current();
        add(reason, receiver, sender, message, trace, detail);
    }

    /** Gives up a message in its envelope. */
    void add(DeadLetter.Reason reason, String receiver, Envelope envelope) {
        var message = envelope.message() instanceof AdapterRef.Adapted adapted ? adapted.message() : envelope.message();
        add(reason, receiver, (ActorRef<?>) envelope.sender(), message, TracedEnvelope.of(envelope), "");
    }

    private void add(
            DeadLetter.Reason reason,
            String receiver,
            @Nullable ActorRef<?> sender,
            Object message,
            @Nullable TraceContext trace,
            String detail) {
        counter(reason).increment();
        var letter = new DeadLetter(
                time.now(),
                reason,
                receiver,
                sender == null ? "none" : sender.path(),
                message instanceof WireMessage wire
                        ? Integer.toUnsignedString(wire.type())
                        : message.getClass().getName(),
                trace == null ? "" : trace.toString(),
                detail);
        LOG.debug("Dead letter: {}", letter);
        synchronized (newest) {
            if (newest.size() == KEPT_MAX) {
                newest.removeFirst();
            }
            newest.addLast(letter);
        }
        for (var listener : listeners) {
            try {
                listener.accept(letter);
            } catch (RuntimeException e) {
                LOG.warn("A listener for dead letters threw; the others go on", e);
            }
        }
    }

    @Override
    public Cancellable listen(Consumer<DeadLetter> listener) {
        listeners.add(listener);
        var listening = new AtomicBoolean(true);
        return () -> {
            if (listening.getAndSet(false)) { // the same listener may be there twice
                listeners.remove(listener);
            }
        };
    }

    @Override
    public List<DeadLetter> newest() {
        synchronized (newest) {
            return List.copyOf(newest);
        }
    }

    @Override
    public long count(DeadLetter.Reason reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(DeadLetter.Reason reason) {
        return Objects.requireNonNull(counts.get(reason));
    }
}
