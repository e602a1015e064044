package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.codec.UnknownMessageTypeException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with the frames of one peer, once they are whole: nothing in them is believed before it is checked. */
final class Inbound {

    /** Most names of one peer. */
    static final int NAMES_MAX = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final Link link;
    private final Kernel kernel;

    Inbound(Link link, Kernel kernel) {
        this.link = link;
        this.kernel = kernel;
    }

    void onFrame(Frame frame) {
        var source = new ActorId(frame.source());
        var dest = new ActorId(frame.dest());
        if (!source.equals(ActorId.NONE) && source.node() != link.peer().nodeId()) {
            link.drop(frame, "its source is not of that node");
        } else if (dest.node() != kernel.nodeId() && !(frame.isSystem() && dest.equals(ActorId.NONE))) {
            link.drop(frame, "its destination is not of this node");
        } else if (frame.isSystem()) {
            onSystemFrame(frame, source, dest);
        } else {
            deliver(frame, source, dest);
        }
    }

    private void deliver(Frame frame, ActorId source, ActorId dest) {
        var message = new WireMessage(frame.type(), frame.payload());
        @SuppressWarnings("unchecked") // the receiver's own codec makes what it is told
        var receiver = (@Nullable InternalRef<Object>) kernel.exports().get(dest.sequence());
        var sender =
                link.ref(source.equals(ActorId.NONE) ? ActorId.of(link.peer().nodeId(), 0) : source);
        if (receiver == null) {
            kernel.deadLetters().add(DeadLetter.Reason.NO_SUCH_ACTOR, dest.toString(), sender, message, "");
            return;
        }
        Object decoded;
        try {
            decoded = receiver.decode(message);
        } catch (RuntimeException e) { // a codec of the application's may throw anything
            var reason = e instanceof UnknownMessageTypeException
                    ? DeadLetter.Reason.UNKNOWN_TYPE
                    : DeadLetter.Reason.MALFORMED;
            kernel.deadLetters().add(reason, receiver.path(), sender, message, String.valueOf(e.getMessage()));
            return;
        }
        receiver.tell(decoded, sender);
    }

    private void onSystemFrame(Frame frame, ActorId source, ActorId dest) {
        switch (SystemMessageCodec.decode(frame)) {
            case Decoded.Complete<SystemMessage>(var message) -> onSystemMessage(message, frame, source, dest);
            case Decoded.Malformed<SystemMessage>(var reason) -> link.close("it sent a malformed frame: " + reason);
            case Decoded.NeedMore<SystemMessage>(var missing) ->
                throw new IllegalStateException("a system message is decoded whole, missing=" + missing);
        }
    }

    private void onSystemMessage(SystemMessage message, Frame frame, ActorId source, ActorId dest) {
        switch (message) {
            case SystemMessage.Register(var name, var actor) -> register(frame, name, new ActorId(actor));
            case SystemMessage.Unregister(var name) ->
                kernel.names().forget(link.peer().nodeId(), name);
            case SystemMessage.CapsRequest() -> {
                if (source.equals(ActorId.NONE)) {
                    link.drop(frame, "it asks for capabilities and names nobody to answer");
                } else {
                    link.sendCaps(dest, source);
                }
            }
            case SystemMessage.CapsReply reply -> link.drop(frame, "nobody here asked for capabilities");
            case SystemMessage.ChildExit exit -> link.drop(frame, "it has no child here");
            case SystemMessage.TimerFired timer -> link.drop(frame, "timers do not fire over a link");
            case SystemMessage.Unknown unknown -> link.drop(frame, "its system type is unknown");
        }
    }

    private void register(Frame frame, String name, ActorId actor) {
        if (actor.node() != link.peer().nodeId()) {
            link.drop(frame, "name " + name + " stands for an actor of another node, " + actor);
            return;
        }
        var refusal = kernel.names().learn(link.peer().nodeId(), name, link.ref(actor), NAMES_MAX);
        if (refusal != null) {
            LOG.warn("Name {} of {} is not taken: {}", name, link, refusal);
            link.drop(frame, refusal);
        }
    }

    /** A buffer that has room for more bytes behind what is left in it, which is kept. */
    static ByteBuffer makeRoom(ByteBuffer buffer, int missing) {
        if (buffer.capacity() - buffer.remaining() >= missing) {
            return buffer.compact();
        }
        return ByteBuffer.allocate(buffer.remaining() + missing).put(buffer);
    }
}
