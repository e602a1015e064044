package dev.microkernel.sample.interop;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.NameChange;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * The actors {@code echo}, which answers a message of any type with the next type and the same bytes, and {@code counter},
 * which answers with the next type and how many messages it has had, as 64 bits, little-endian, both under a path with the
 * node's identity, too; and a log line for every name of other nodes that comes or goes.
 */
@Component
@ConditionalOnBooleanProperty("mk.sample.interop")
class Interop {

    private static final Logger LOG = LoggerFactory.getLogger(Interop.class);

    Interop(ActorSystem system) {
        offer(system, "echo", ActorSpec.of(context -> message -> answer(context, message, message.payload())));
        offer(system, "counter", ActorSpec.of(context -> new Counter(context)));
        ActorRef<NameChange> names = system.spawn("interop-names", context -> change -> {
            log(change, system.nodeId());
            return Behavior.same();
        });
        system.registry().watch("", names);
    }

    private static void offer(ActorSystem system, String name, ActorSpec<WireMessage> spec) {
        var actor = system.spawn(name, spec.withType("interop").withCodec(MessageCodec.RAW));
        for (var known : List.of(name, "/node/" + system.identity() + "/" + name)) {
            if (!system.registry().register(known, actor)) {
                LOG.warn("The name {} is taken by another node", known);
            }
        }
    }

    private static final class Counter implements Behavior<WireMessage> {
        private final ActorContext<WireMessage> context;
        private long count;

        Counter(ActorContext<WireMessage> context) {
            this.context = context;
        }

        @Override
        public Behavior<WireMessage> onMessage(WireMessage message) {
            var bytes = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(++count)
                    .array();
            return answer(context, message, bytes);
        }
    }

    private static Behavior<WireMessage> answer(ActorContext<WireMessage> context, WireMessage message, byte[] bytes) {
        int type = message.type() + 1;
        if (Integer.compareUnsigned(type, Frame.SYSTEM_TYPE_MIN) >= 0 || type == 0) {
            return Behavior.unhandled(); // the next type is the system's
        }
        context.reply(new WireMessage(type, bytes));
        return Behavior.same();
    }

    private static void log(NameChange change, int ownNode) {
        var actor = change.actor().id();
        if (actor.node() == ownNode) {
            return;
        }
        switch (change) {
            case NameChange.Registered learnt -> LOG.info("Learnt name {} of actor {}", learnt.name(), actor);
            case NameChange.Unregistered lost -> LOG.info("Lost name {} of actor {}", lost.name(), actor);
        }
    }
}
