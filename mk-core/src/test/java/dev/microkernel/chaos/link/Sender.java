package dev.microkernel.chaos.link;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a stream, up to a limit that is raised from time to time. It watches the receiver before it sends
 * anything, and looks for it again when it has ended.
 */
final class Sender implements Behavior<Sender.Event> {

    /** What a sender does next. */
    enum Event {
        GO_ON,
        ENDED
    }

    private static final int BATCH = 32;
    private static final Duration PAUSE = Duration.ofMillis(1);

    /** The last bytes of a payload are there for its length. */
    private static final int PAYLOAD_LENGTH_MAX = 256;

    private final ActorContext<Event> context;
    private final ActorSystem system;
    private final Stream stream;
    private final AtomicInteger lifeOfReceiver;
    private final AtomicInteger limit;
    private @Nullable ActorRef<Object> receiver;
    private int life;

    private Sender(
            ActorContext<Event> context,
            ActorSystem system,
            Stream stream,
            AtomicInteger lifeOfReceiver,
            AtomicInteger limit) {
        this.context = context;
        this.system = system;
        this.stream = stream;
        this.lifeOfReceiver = lifeOfReceiver;
        this.limit = limit;
    }

    static ActorSpec<Event> spec(ActorSystem system, Stream stream, AtomicInteger lifeOfReceiver, AtomicInteger limit) {
        return ActorSpec.of(context -> {
            context.self().tell(Event.GO_ON);
            return new Sender(context, system, stream, lifeOfReceiver, limit);
        });
    }

    @Override
    public Behavior<Event> onMessage(Event event) {
        switch (event) {
            case ENDED -> {
                stream.ended();
                receiver = null;
            }
            case GO_ON -> {
                if (sendSome()) {
                    context.self().tell(Event.GO_ON);
                } else {
                    context.startTimer("pause", Event.GO_ON, PAUSE);
                }
            }
        }
        return Behavior.same();
    }

    /** Whether the next ones should follow at once. */
    private boolean sendSome() {
        var present = receiver == null ? find() : receiver;
        if (present == null) {
            return false;
        }
        for (int i = 0; i < BATCH && stream.sent() < limit.get(); i++) {
            int number = stream.next();
            var message = new WireMessage(stream.type(number), payload(number));
            if (present.tell(message, context.self()) != Delivery.ACCEPTED) {
                return false;
            }
        }
        return stream.sent() < limit.get();
    }

    private byte[] payload(int number) {
        return ByteBuffer.allocate(Integer.BYTES + number % (PAYLOAD_LENGTH_MAX - Integer.BYTES))
                .putInt(life)
                .array();
    }

    private @Nullable ActorRef<Object> find() {
        life = lifeOfReceiver.get();
        Optional<ActorRef<Object>> found = system.registry().lookup(stream.receiver(life));
        if (found.isEmpty()) {
            return null;
        }
        stream.watched();
        var _ = context.monitor(found.get(), reason -> Event.ENDED);
        receiver = stream.isConfirmed() ? system.confirmed(found.get()) : found.get();
        return receiver;
    }
}
