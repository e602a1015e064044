package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes another protocol's messages for the behaviour under test; translated, they wait in its self inbox. */
final class AdapterRef<T, M> extends KitRef<T> {

    private final KitTurn turn;
    private final InboxRef<M> self;
    private final Function<? super T, M> translate;
    private boolean ended;

    AdapterRef(KitScene scene, InboxRef<M> self, Class<T> type, Function<? super T, M> translate) {
        super(self.path() + " as " + type.getSimpleName());
        this.turn = scene.turn();
        this.self = self;
        this.translate = translate;
    }

    /** Another one takes its place, or the life that made it is over. */
    void end() {
        ended = true;
    }

    @Override
    Delivery take(T message, @Nullable ActorRef<?> sender) {
        if (ended) {
            return Delivery.ACCEPTED; // as in a system, where it becomes a dead letter when its turn comes
        }
        var translated = turn.isCurrent() ? translate.apply(message) : turn.run(null, () -> translate.apply(message));
        return self.take(Objects.requireNonNull(translated, "an adapter must not return null"), sender);
    }
}
