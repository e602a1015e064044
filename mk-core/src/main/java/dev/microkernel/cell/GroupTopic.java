package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Topic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The group of that name, to those who publish. */
record GroupTopic<M>(Kernel kernel, GroupTable groups, String name) implements Topic<M> {

    @Override
    public Published publish(M message, @Nullable ActorRef<?> sender) {
        Objects.requireNonNull(message, "a message must not be null");
        return Broadcast.to(kernel, name, groups.get(name).members(), message, sender);
    }

    @Override
    public boolean subscribe(ActorRef<? super M> subscriber) {
        return groups.join(name, subscriber);
    }

    @Override
    public boolean unsubscribe(ActorRef<? super M> subscriber) {
        return groups.leave(name, subscriber);
    }

    @Override
    public int subscribers() {
        return groups.get(name).members().length;
    }
}
