package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;

/**
 * Stands for another actor in a test of one behaviour: keeps what that tells it. From {@link BehaviorTestKit}.
 *
 * @param <M> what it is told
 */
public final class TestInbox<M> extends Received<M> {

    private final KitScene scene;
    private final InboxRef<M> ref;

    TestInbox(KitScene scene, String path) {
        this(scene, path, Delivery.ACCEPTED);
    }

    TestInbox(KitScene scene, String path, Delivery answer) {
        super(new Letters<>(), new NoWaiting("in a BehaviorTestKit"), Duration.ZERO);
        this.scene = scene;
        this.ref = new InboxRef<>(scene, path, letters, answer);
    }

    @Override
    public ActorRef<M> ref() {
        return ref;
    }

    InboxRef<M> inboxRef() {
        return ref;
    }

    /**
     * Has {@code tell} answer so from now on, for tests of what a behaviour does about it. What is not accepted is not
     * kept here.
     */
    public void answer(Delivery delivery) {
        ref.answer(delivery);
    }

    @Override
    @SuppressWarnings("unchecked") // who answers knows what the sender takes
    ActorRef<Object> senderOf(Letter<M> letter) {
        var sender = (ActorRef<Object>) letter.sender();
        return sender == null ? scene.nobody() : sender;
    }
}
