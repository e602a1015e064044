package dev.microkernel.testkit;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/** What the references of one test kit share. */
final class KitScene {

    private static final int NODE = 1;

    private final VirtualTime time = new VirtualTime();
    private final KitTurn turn = new KitTurn();
    private final List<Effect> effects = new ArrayList<>();
    private final ActorRef<Object> nobody = new TestInbox<>(this, "nobody", Delivery.REFUSED_STOPPED).ref();
    private int sequence;

    VirtualTime time() {
        return time;
    }

    KitTurn turn() {
        return turn;
    }

    List<Effect> effects() {
        return effects;
    }

    void record(Effect effect) {
        effects.add(effect);
    }

    /** The sender of messages that have none. */
    ActorRef<Object> nobody() {
        return nobody;
    }

    ActorId nextId() {
        return ActorId.of(NODE, sequence++);
    }
}
