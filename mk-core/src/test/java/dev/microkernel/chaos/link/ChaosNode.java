package dev.microkernel.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** One of the nodes, in all its lives: each has the senders and receivers of all streams that begin or end here. */
final class ChaosNode {

    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMillis(5);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final int index;
    private final List<Stream> streams;
    private final List<AtomicInteger> lives;
    private final AtomicInteger limit;
    private final List<ActorRef<?>> receivers = new ArrayList<>();
    private ActorSystem system;

    /** A node that has not begun to live. */
    ChaosNode(int index, List<Stream> streams, List<AtomicInteger> lives, AtomicInteger limit) {
        this.index = index;
        this.streams = streams;
        this.lives = lives;
        this.limit = limit;
        this.system = start();
    }

    /** Begins another life, in which it listens at another port. */
    private ActorSystem start() {
        var begun = ActorSystem.named(identity())
                .nodeId(index + 1)
                .workers(2)
                .links(LinkSettings.DEFAULT.withHeartbeat(HEARTBEAT))
                .start();
        var _ = begun.deadLetters().listen(this::onDeadLetter);
        receivers.clear();
        for (var stream : streams) {
            if (stream.to() == index) {
                receive(begun, stream);
            }
        }
        var _ = begun.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (var stream : streams) {
            if (stream.from() == index) {
                var _ = begun.spawn(Sender.spec(begun, stream, lives.get(stream.to()), limit));
            }
        }
        return begun;
    }

    private void receive(ActorSystem begun, Stream stream) {
        int life = lives.get(index).get();
        var full = MailboxSpec.bounded(1024);
        ActorRef<WireMessage> receiver = begun.spawn(ActorSpec.<WireMessage>of(context -> message -> {
                    int meantFor = ByteBuffer.wrap(message.payload()).getInt();
                    stream.handled(message.type() - stream.type(0), meantFor == life);
                    return Behavior.same();
                })
                .withCodec(MessageCodec.RAW)
                // One of two has the link wait for it; the other refuses.
                .withMailbox(stream.from() < stream.to() ? full.withBlocking(PATIENCE) : full));
        begun.registry().register(stream.receiver(life), receiver);
        receivers.add(receiver);
    }

    private void onDeadLetter(DeadLetter letter) {
        if (!NUMBER.matcher(letter.messageType()).matches()) {
            return; // not one of the streams'
        }
        for (var stream : streams) {
            int number = Integer.parseInt(letter.messageType()) - stream.type(0);
            if (number >= 0 && number < stream.sent()) {
                if (letter.reason() == DeadLetter.Reason.UNCONFIRMED) {
                    stream.unsure(number);
                } else {
                    stream.dead(number);
                }
            }
        }
    }

    String identity() {
        return "node-" + index;
    }

    int index() {
        return index;
    }

    ActorSystem system() {
        return system;
    }

    List<ActorRef<?>> receivers() {
        return receivers;
    }

    InetSocketAddress address() {
        return system.addresses().getFirst();
    }

    /** Ends this life; the messages that its senders had under way may be lost. */
    void close() {
        assertThat(system.close(Duration.ofSeconds(30)))
                .as("%s ends", identity())
                .isTrue();
        streams.stream().filter(stream -> stream.from() == index).forEach(Stream::ended);
    }

    /** Ends this life and begins the next. */
    void restart() {
        close();
        lives.get(index).incrementAndGet();
        system = start();
    }
}
