package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.ExitKind;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.UndeliverableReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A link with an MK02 node. The reader handles what nodes say to each other; messages wait for a deliverer. */
final class Mk02 implements Dialect {

    private static final int BATCH_MAX = 256;

    /** After so many of its heartbeats of silence the peer is gone. */
    private static final int SILENCE_MAX = 3;

    private final Link link;
    private final Kernel kernel;
    private final Peer peer;
    private final Receiver receiver;
    private final Arrivals arrivals;
    private final Heart heart;
    private final ServedWatches served = new ServedWatches(terminated -> tellOf(terminated));
    private final boolean knowsGroups;
    private boolean resumed;

    Mk02(Link link, Kernel kernel, Peer peer, Receiver receiver, LocalNode self, NodeHello hello) {
        this.link = link;
        this.kernel = kernel;
        this.peer = peer;
        this.receiver = receiver;
        this.knowsGroups = hello.offers(NodeHello.FEATURE_GROUPS);
        this.arrivals = new Arrivals(self.settings().window());
        this.heart = new Heart(
                link,
                kernel.time(),
                self.settings().heartbeat(),
                Duration.ofMillis(hello.heartbeatMillis()).multipliedBy(SILENCE_MAX),
                true,
                token -> LinkMessageCodec.encode(new LinkMessage.Ping(token)),
                this::sendOldestAgain);
    }

    @Override
    public void begin() {
        link.put(
                Outbound.Latest.RESUME,
                LinkMessageCodec.encode(new LinkMessage.Resume(peer.session(), peer.lastArrived())));
        heart.start();
        var done = new CompletableFuture<Void>();
        // Messages of one node are delivered one after the other, also where its former link has just ended.
        var _ = peer.takeTurn(done)
                .thenRun(() -> kernel.startStrand("mk-deliverer-" + peer.name().identity(), () -> deliverAll(done)));
    }

    // ---- frames, on the reader

    @Override
    public void heard() {
        heart.heard();
    }

    @Override
    public void onFrame(Frame frame, int length) {
        if (frame.isSystem()) {
            onSystemFrame(frame);
            return;
        }
        if (!resumed) {
            link.close(GoodbyeReason.MALFORMED, "its first frame must be RESUME");
            return;
        }
        boolean expires = frame.extensions().deadlineMillis() != Extensions.NO_DEADLINE;
        long now = expires ? kernel.time().nanoTime() : 0;
        var arrival = new Arrivals.Arrival(frame, length, link.copies(frame), now);
        if (!arrivals.add(arrival)) {
            link.close(GoodbyeReason.MALFORMED, "it sends more than it has credit for");
        }
    }

    private void onSystemFrame(Frame frame) {
        switch (LinkMessageCodec.decode(frame)) {
            case Decoded.Complete<LinkMessage>(var message) -> {
                if (resumed == message instanceof LinkMessage.Resume && !(message instanceof LinkMessage.Goodbye)) {
                    link.close(GoodbyeReason.MALFORMED, "RESUME must be its first frame, and no other");
                } else {
                    onMessage(message, frame);
                }
            }
            case Decoded.Malformed<LinkMessage>(var reason) ->
                link.close(GoodbyeReason.MALFORMED, "it sent a malformed frame: " + reason);
            case Decoded.NeedMore<LinkMessage>(var missing) ->
                throw new IllegalStateException("a system message is decoded whole, missing=" + missing);
        }
    }

    private void onMessage(LinkMessage message, Frame frame) {
        switch (message) {
            case LinkMessage.Resume(var session, var last) -> onResume(session, last);
            case LinkMessage.Goodbye(var reason, var text) ->
                link.close("it said goodbye: " + (text.isEmpty() ? reason : text));
            case LinkMessage.Ping(var token) ->
                link.put(Outbound.Latest.PONG, LinkMessageCodec.encode(new LinkMessage.Pong(token)));
            case LinkMessage.Pong(var token) -> heart.onAnswer(token);
            case LinkMessage.Credit(var limit) -> {
                if (!link.permit(limit)) {
                    link.close(GoodbyeReason.MALFORMED, "CREDIT must not fall, limit=" + limit);
                }
            }
            case LinkMessage.Ack(var last) -> {
                if (!peer.toConfirm().confirm(last)) {
                    link.close(GoodbyeReason.MALFORMED, "ACK must be of what was sent, last=" + last);
                }
                link.wakeUp();
            }
            case LinkMessage.Undeliverable undeliverable -> onUndeliverable(undeliverable, frame);
            case LinkMessage.NameAdd(var actor, var name) -> link.learn(frame, name, new ActorId(actor));
            case LinkMessage.NameRemove(var name) -> link.forget(name);
            case LinkMessage.NamesEnd() -> link.namesKnown();
            case LinkMessage.GroupJoin(var actor, var group) -> link.learnMember(frame, group, new ActorId(actor));
            case LinkMessage.GroupLeave(var actor, var group) -> link.forgetMember(frame, group, new ActorId(actor));
            case LinkMessage.Watch(var actor) -> onWatch(new ActorId(actor));
            case LinkMessage.Unwatch(var actor) -> {
                var _ = served.remove(new ActorId(actor));
            }
            case LinkMessage.Terminated terminated -> {
                if (new ActorId(terminated.actorId()).node() == peer.name().nodeId()) {
                    link.ended(new ActorId(terminated.actorId()), ServedWatches.reason(terminated));
                } else {
                    link.drop(frame, Refusal.FRAME, "it tells of the end of an actor that is not its own");
                }
            }
            case LinkMessage.Proof proof ->
                link.close(GoodbyeReason.MALFORMED, "PROOF must be sent in the handshake only");
            case LinkMessage.Unknown unknown -> link.drop(frame, Refusal.FRAME, "its system type is unknown");
        }
    }

    private void onResume(long session, long last) {
        resumed = true;
        var unsure = peer.toConfirm().resume(session, last);
        if (unsure == null) {
            link.close(GoodbyeReason.MALFORMED, "RESUME must be of what was sent, last=" + last);
            return;
        }
        peer.giveUp(unsure, DeadLetter.Reason.UNCONFIRMED, "the peer has forgotten whether it has had it");
        link.wakeUp();
    }

    private void sendOldestAgain() {
        var oldest = peer.toConfirm().tick();
        if (oldest != null) {
            var _ = link.send(oldest); // if there is no room now, there will be
        }
    }

    private void onUndeliverable(LinkMessage.Undeliverable message, Frame frame) {
        var dest = new ActorId(message.dest());
        if (dest.node() != peer.name().nodeId()) {
            link.drop(frame, Refusal.FRAME, "it tells of an actor that is not its own");
            return;
        }
        var sender = peer.senderOf(message.source());
        var reason = reasonOf(message.reason());
        peer.giveUp(
                List.of(new Frame(message.source(), message.dest(), message.type(), new byte[0])),
                reason,
                message.text());
        if (sender instanceof RelayRef relay) {
            relay.undelivered(link.ref(dest), message);
        } else if (sender != null) {
            sender.undelivered(
                    dest,
                    reason == DeadLetter.Reason.FULL,
                    link + " did not deliver the message: " + reason + " " + message.text());
        }
    }

    private static DeadLetter.Reason reasonOf(UndeliverableReason reason) {
        return switch (reason) {
            case NO_SUCH_ACTOR -> DeadLetter.Reason.NO_SUCH_ACTOR;
            case FULL -> DeadLetter.Reason.FULL;
            case STOPPED -> DeadLetter.Reason.STOPPED;
            case REFUSED, TOO_MANY -> DeadLetter.Reason.REFUSED;
            case NOT_UNDERSTOOD -> DeadLetter.Reason.MALFORMED;
            case TOO_LATE -> DeadLetter.Reason.EXPIRED;
        };
    }

    private void onWatch(ActorId id) {
        var actor = id.node() == kernel.nodeId() ? kernel.exports().get(id.sequence()) : null;
        if (actor == null || !receiver.maySendTo(actor, id)) {
            tellOf(new LinkMessage.Terminated(id.value(), ExitKind.UNKNOWN, 0, ""));
        } else {
            served.add(id, actor);
        }
    }

    private void tellOf(LinkMessage.Terminated terminated) {
        link.announce(LinkMessageCodec.encode(terminated));
    }

    // ---- messages, on the deliverer

    private void deliverAll(CompletableFuture<Void> done) {
        try {
            var batch = new ArrayList<Arrivals.Arrival>(BATCH_MAX);
            while (arrivals.take(batch, BATCH_MAX)) {
                for (var arrival : batch) {
                    if (link.isClosed()) {
                        return;
                    }
                    for (int copies = arrival.copies(); copies > 0; copies--) {
                        deliver(arrival);
                    }
                    long limit = arrivals.delivered(arrival);
                    if (limit > 0) {
                        link.put(Outbound.Latest.CREDIT, LinkMessageCodec.encode(new LinkMessage.Credit(limit)));
                    }
                }
                batch.clear();
            }
        } catch (RuntimeException | Error bug) {
            link.broken("delivering", bug);
        } finally {
            done.complete(null);
        }
    }

    private void deliver(Arrivals.Arrival arrival) {
        var frame = arrival.frame();
        long sequence = frame.extensions().sequence();
        if (sequence != 0 && !peer.arrives(sequence)) {
            confirm(); // it was had, or another one before it was not
            return;
        }
        var failure = failureOf(arrival);
        if (failure != null) {
            answer(frame, failure);
        }
        if (sequence != 0) {
            confirm();
        }
    }

    private Receiver.@Nullable Failure failureOf(Arrivals.Arrival arrival) {
        var frame = arrival.frame();
        if (!link.isFromPeer(frame)) {
            link.drop(frame, Refusal.FRAME, "its source is not of that node");
            return null;
        }
        if (new ActorId(frame.dest()).node() != kernel.nodeId()) {
            link.drop(frame, Refusal.FRAME, "its destination is not of this node");
            return null;
        }
        int notUnderstood = frame.extensions().notUnderstood();
        if (notUnderstood != 0) {
            link.drop(frame, Refusal.FRAME, "it has an extension that must be understood, type=" + notUnderstood);
            return new Receiver.Failure(UndeliverableReason.NOT_UNDERSTOOD, "extension " + notUnderstood);
        }
        long patience = Extensions.NO_DEADLINE;
        if (arrival.expires()) {
            patience = arrival.patienceMillis(kernel.time().nanoTime());
            if (patience < 0) {
                return new Receiver.Failure(UndeliverableReason.TOO_LATE, "");
            }
        }
        return receiver.deliver(frame, patience);
    }

    private void confirm() {
        link.put(Outbound.Latest.ACK, LinkMessageCodec.encode(new LinkMessage.Ack(peer.lastArrived())));
    }

    private void answer(Frame frame, Receiver.Failure failure) {
        if (frame.source() != ActorId.NONE.value()) {
            link.answer(LinkMessageCodec.encode(new LinkMessage.Undeliverable(
                    frame.source(), frame.dest(), frame.type(), failure.reason(), failure.text())));
        }
    }

    // ---- what the link wants said

    @Override
    public Frame named(String name, ActorId actor) {
        return LinkMessageCodec.encode(new LinkMessage.NameAdd(actor.value(), name));
    }

    @Override
    public Frame unnamed(String name) {
        return LinkMessageCodec.encode(new LinkMessage.NameRemove(name));
    }

    @Override
    public boolean knowsGroups() {
        return knowsGroups;
    }

    @Override
    public Frame joined(String group, ActorId actor) {
        return LinkMessageCodec.encode(new LinkMessage.GroupJoin(actor.value(), group));
    }

    @Override
    public Frame left(String group, ActorId actor) {
        return LinkMessageCodec.encode(new LinkMessage.GroupLeave(actor.value(), group));
    }

    @Override
    public void namesTold() {
        link.announce(LinkMessageCodec.encode(new LinkMessage.NamesEnd()));
    }

    @Override
    public void watch(ActorId actor) {
        link.announce(LinkMessageCodec.encode(new LinkMessage.Watch(actor.value())));
    }

    @Override
    public void unwatch(ActorId actor) {
        link.announce(LinkMessageCodec.encode(new LinkMessage.Unwatch(actor.value())));
    }

    @Override
    public Frame goodbye(GoodbyeReason reason, String text) {
        return LinkMessageCodec.encode(new LinkMessage.Goodbye(reason, text));
    }

    @Override
    public void close() {
        heart.stop();
        arrivals.close();
        served.close();
    }

    @Override
    public Optional<Duration> roundTrip() {
        return heart.roundTrip();
    }

    @Override
    public boolean isSilent() {
        return heart.isSilent();
    }
}
