package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes another protocol's messages for an actor: they wait in its mailbox and are translated in its turn. */
final class AdapterRef<T> extends InternalRef<T> {

    /** A message of another protocol, on its way to one incarnation of the actor. */
    record Adapted(AdapterRef<?> adapter, Object message) {

        @SuppressWarnings("unchecked") // only the adapter makes this, with a T
        Object translate() {
            return ((AdapterRef<Object>) adapter).translate.apply(message);
        }
    }

    private final ActorCell<?> owner;
    private final Function<? super T, ?> translate;
    private final Class<T> type;
    private volatile boolean ended;

    AdapterRef(ActorCell<?> owner, Class<T> type, Function<? super T, ?> translate) {
        super(owner.kernel());
        this.owner = owner;
        this.type = type;
        this.translate = translate;
    }

    /** Ends the adapter; what was told to it and has not been handled becomes a dead letter. */
    void end() {
        ended = true;
        withdraw();
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public Delivery tell(T message, @Nullable ActorRef<?> sender) {
        Objects.requireNonNull(message, "a message must not be null");
        return owner.tellAdapted(new Adapted(this, message), sender);
    }

    @Override
    public Delivery offer(T message, @Nullable ActorRef<?> sender) {
        return owner.offerAdapted(new Adapted(this, message), sender);
    }

    @Override
    ActorCell<?> cell() {
        return owner;
    }

    @Override
    public ActorId id() {
        return export();
    }

    @Override
    public String path() {
        return owner.path() + " as " + type.getSimpleName();
    }

    @Override
    public Object decode(WireMessage message) {
        return kernel().codec().decodeAs(message, type);
    }

    @Override
    public boolean isStopped() {
        return ended || owner.isStopped();
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        owner.watchedBy((actor, reason) -> watcher.ended(this, reason));
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        // The watcher ignores news of what it no longer watches.
    }
}
