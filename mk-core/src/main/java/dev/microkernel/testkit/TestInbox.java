package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;

/**
 * Stands for another actor in a test of one behaviour by {@link BehaviorTestKit}: keeps what that tells it.
 *
 * @param <M> what it is told
 */
public final class TestInbox<M> extends Received<M> {

    private final InboxRef<M> ref;

    /**
     * An empty one.
     *
     * @param name for its path, {@code /name}, and for failures
     */
    public TestInbox(String name) {
        this("", name);
    }

    TestInbox(String parent, String name) {
        super(new Letters<>(), new NoWaiting("in a BehaviorTestKit"), Duration.ZERO);
        this.ref = new InboxRef<>(parent + "/" + name, letters, Delivery.ACCEPTED);
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
        return sender == null ? InboxRef.NOBODY : sender;
    }
}
