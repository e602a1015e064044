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

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        if (!(message instanceof WireMessage wire)) {
            throw new IllegalArgumentException("a relay passes on what has come over a link only, class="
                    + message.getClass().getName());
        }
        var source = sender instanceof RemoteRef<?> remote ? relays.sourceFor(remote) : ActorId.NONE;
        var delivery = gone ? Delivery.REFUSED_STOPPED : target.forward(wire, source);
        if (delivery != Delivery.ACCEPTED) {
            var reason = delivery == Delivery.REFUSED_STOPPED ? DeadLetter.Reason.STOPPED : DeadLetter.Reason.FULL;
            kernel().deadLetters().add(reason, path, sender, message, "not passed on to " + target.path());
        }
        return delivery;
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
