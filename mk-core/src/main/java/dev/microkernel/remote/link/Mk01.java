package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.cell.Kernel;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link with an MK01 node: names, and messages that are delivered as they are read. Datagrams may be lost, and nobody hears
 * of it when a peer goes or comes back: so there names are told again and again, and the peer is asked for its capabilities
 * every heartbeat, which is the one question that MK01 has an answer to.
 */
final class Mk01 implements Dialect {

    private static final Logger LOG = LoggerFactory.getLogger(Mk01.class);

    /** After so many heartbeats of silence a peer that has answered before is gone: datagrams get lost. */
    private static final int SILENCE_MAX = 5;

    /** All names are told with every fourth heartbeat. */
    private static final int NAMES_EVERY = 4;

    private final Link link;
    private final Kernel kernel;
    private final Receiver receiver;

    private final @Nullable Heart heart;
    private int beats;

    /** Whether anything has come; for the reader. */
    private boolean heardOf;

    /** The latest question, by its token and the id that asks it, under which no actor is. */
    private volatile long asked;

    private volatile long asker;

    /**
     * What is special about a link.
     *
     * @param heartbeat how often a peer that datagrams are exchanged with is asked; null for a connection
     */
    Mk01(Link link, Kernel kernel, Receiver receiver, @Nullable Duration heartbeat) {
        this.link = link;
        this.kernel = kernel;
        this.receiver = receiver;
        this.heart = heartbeat == null
                ? null
                : new Heart(
                        link,
                        kernel.time(),
                        heartbeat,
                        heartbeat.multipliedBy(SILENCE_MAX),
                        false,
                        this::question,
                        this::beat);
    }

    @Override
    public void begin() {
        if (heart != null) {
            heart.start();
        }
    }

    private Frame question(long token) {
        var question = question(kernel.nodeId(), token);
        asked = token;
        asker = question.source();
        return question;
    }

    /** Asks a peer for its capabilities, under an id that says which question it was. */
    static Frame question(int nodeId, long token) {
        int sequence = (int) token;
        var id = ActorId.of(nodeId, sequence == 0 ? 1 : sequence);
        return SystemMessageCodec.encode(new SystemMessage.CapsRequest(), id.value(), ActorId.NONE.value());
    }

    private void beat() {
        beats++;
        if (beats % NAMES_EVERY == 0) {
            link.tellNamesAgain();
        }
    }

    @Override
    public void heard() {
        if (heart == null) {
            return;
        }
        if (!heardOf || heart.isSilent()) {
            heardOf = true;
            link.tellNamesAgain(); // it may just have been started, and have missed them
        }
        heart.heard();
    }

    @Override
    public void onFrame(Frame frame, int length) {
        var dest = new ActorId(frame.dest());
        if (!link.isFromPeer(frame)) {
            link.drop(frame, Refusal.FRAME, "its source is not of that node");
        } else if (dest.node() != kernel.nodeId() && !(frame.isSystem() && dest.equals(ActorId.NONE))) {
            link.drop(frame, Refusal.FRAME, "its destination is not of this node");
        } else if (frame.isSystem()) {
            onSystemFrame(frame, dest);
        } else {
            for (int copies = link.copies(frame); copies > 0; copies--) {
                var _ = receiver.deliver(
                        frame, Extensions.NO_DEADLINE); // MK01 has no answer to a message that cannot be delivered
            }
        }
    }

    private void onSystemFrame(Frame frame, ActorId dest) {
        switch (SystemMessageCodec.decode(frame)) {
            case Decoded.Complete<SystemMessage>(var message) -> onSystemMessage(message, frame, dest);
            case Decoded.Malformed<SystemMessage>(var reason) -> link.malformed(frame, reason);
            case Decoded.NeedMore<SystemMessage>(var missing) ->
                throw new IllegalStateException("a system message is decoded whole, missing=" + missing);
        }
    }

    private void onSystemMessage(SystemMessage message, Frame frame, ActorId dest) {
        switch (message) {
            case SystemMessage.Register(var name, var actor) -> link.learn(frame, name, new ActorId(actor));
            case SystemMessage.Unregister(var name) -> link.forget(name);
            case SystemMessage.CapsRequest() -> {
                if (frame.source() == ActorId.NONE.value()) {
                    link.drop(frame, Refusal.FRAME, "it asks for capabilities and names nobody to answer");
                } else if (link.send(SystemMessageCodec.encode(link.caps(), dest.value(), frame.source()))
                        != Delivery.ACCEPTED) {
                    LOG.debug("{} asks for capabilities faster than it reads the answers", link);
                }
            }
            case SystemMessage.CapsReply reply -> {
                if (heart == null) {
                    link.drop(frame, Refusal.FRAME, "nobody here asked for capabilities");
                } else {
                    heart.onAnswer(dest.value() == asker ? asked : 0); // 0 for an earlier question, or none
                }
            }
            case SystemMessage.ChildExit exit -> link.drop(frame, Refusal.FRAME, "it has no child here");
            case SystemMessage.TimerFired timer -> link.drop(frame, Refusal.FRAME, "timers do not fire over a link");
            case SystemMessage.Unknown unknown -> link.drop(frame, Refusal.FRAME, "its system type is unknown");
        }
    }

    @Override
    public Frame named(String name, ActorId actor) {
        return SystemMessageCodec.encode(new SystemMessage.Register(name, actor.value()));
    }

    @Override
    public Frame unnamed(String name) {
        return SystemMessageCodec.encode(new SystemMessage.Unregister(name));
    }

    @Override
    public boolean knowsGroups() {
        return false;
    }

    @Override
    public Frame joined(String group, ActorId actor) {
        throw new IllegalStateException("MK01 knows no groups, group=" + group);
    }

    @Override
    public Frame left(String group, ActorId actor) {
        throw new IllegalStateException("MK01 knows no groups, group=" + group);
    }

    @Override
    public void namesTold() {
        // MK01 has no mark for it.
    }

    @Override
    public void watch(ActorId actor) {
        // MK01 tells nothing of the ends of actors; that of the link is the end of all.
    }

    @Override
    public void unwatch(ActorId actor) {
        // As above.
    }

    @Override
    public @Nullable Frame goodbye(GoodbyeReason reason, String text) {
        return null;
    }

    @Override
    public void close() {
        if (heart != null) {
            heart.stop();
        }
    }

    @Override
    public Optional<Duration> roundTrip() {
        return heart == null ? Optional.empty() : heart.roundTrip();
    }

    /** Of a connection only the kernel knows. */
    @Override
    public boolean isSilent() {
        return heart != null && heart.isSilent();
    }
}
