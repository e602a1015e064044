package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import org.jspecify.annotations.Nullable;

/** The reference of a {@link TestInbox}. */
final class InboxRef<M> extends KitRef<M> {

    /** The sender of messages that have none. */
    static final ActorRef<Object> NOBODY = new InboxRef<>("nobody", new Letters<>(), Delivery.REFUSED_STOPPED);

    private final Letters<M> letters;
    private Delivery answer;

    InboxRef(String path, Letters<M> letters, Delivery answer) {
        super(path);
        this.letters = letters;
        this.answer = answer;
    }

    void answer(Delivery delivery) {
        answer = delivery;
    }

    @Override
    Delivery take(M message, @Nullable ActorRef<?> sender) {
        if (answer == Delivery.ACCEPTED) {
            letters.add(new Letter<>(message, sender));
        }
        return answer;
    }
}
