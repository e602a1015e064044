package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.cell.Watcher;
import dev.microkernel.codec.MalformedMessageException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * Stands here, under an id of this node, for an actor of one peer to the other peers. What is sent to it is passed on as
 * it came, undecoded, and from a relay of the sender's, so that answers find back the same way.
 */
final class RelayRef extends InternalRef<Object> {

    private final Relays relays;
    private final RemoteRef<Object> target;
    private final String path;
    private volatile boolean gone;

    RelayRef(Kernel kernel, Relays relays, RemoteRef<Object> target, String path) {
        super(kernel);
        this.relays = relays;
        this.target = target;
        this.path = path;
    }

    RemoteRef<Object> target() {
        return target;
    }

    /** Nobody is to reach the actor through this node any more. */
    void end() {
        gone = true;
        withdraw();
    }

    /** Only what has come over a link is passed on, by {@link #pass}. */
    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        throw new IllegalStateException("nobody on this node has a reference to a relay, relay=" + path);
    }

    /**
     * Passes on what has come over a link.
     *
     * @param patienceMillis in how many milliseconds nobody waits for it any more, or a negative number
     * @param keep whether its sender wants it confirmed: then it is kept until the target's node has it
     */
    Delivery pass(WireMessage message, RemoteRef<?> sender, long patienceMillis, boolean keep) {
        var delivery = gone
                ? Delivery.REFUSED_STOPPED
                : target.forward(message, relays.sourceFor(sender), patienceMillis, keep);
        if (delivery != Delivery.ACCEPTED) {
            var reason = delivery == Delivery.REFUSED_STOPPED ? DeadLetter.Reason.STOPPED : DeadLetter.Reason.FULL;
            kernel().deadLetters().add(reason, path, sender, message, "not passed on to " + target.path());
        }
        return delivery;
    }

    /**
     * Tells the actor behind this that what it has sent through here did not arrive.
     *
     * @param receiver who should have got it
     */
    void undelivered(RemoteRef<?> receiver, LinkMessage.Undeliverable message) {
        var link = target.link();
        var known = relays.relayOf(receiver);
        if (link != null && known != null && link.level() == PeerInfo.Level.MK02) {
            link.answer(LinkMessageCodec.encode(new LinkMessage.Undeliverable(
                    target.id().value(), known.id().value(), message.type(), message.reason(), message.text())));
        }
    }

    @Override
    public ActorId id() {
        return export();
    }

    @Override
    public String path() {
        return path;
    }

    /** What is only passed on is none of this node's business, but for its length. */
    @Override
    public Object decode(WireMessage message) {
        int most = target.payloadMax();
        if (message.payload().length > most) {
            throw new MalformedMessageException(
                    "payload length must be 0.." + most + " bytes to be passed on, length=" + message.payload().length);
        }
        return message;
    }

    @Override
    public boolean isStopped() {
        return gone;
    }

    private record Passing(RelayRef relay, Watcher watcher) implements Watcher {

        @Override
        public void ended(InternalRef<?> actor, ExitReason reason) {
            watcher.ended(relay, reason);
        }
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        target.watchedBy(new Passing(this, watcher));
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        target.unwatchedBy(new Passing(this, watcher));
    }
}
