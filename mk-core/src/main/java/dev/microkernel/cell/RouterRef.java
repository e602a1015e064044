package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.Routing;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands for a group: passes a message on to one member, or to all. Takes no lock. */
final class RouterRef<M> extends InternalRef<M> {

    private final GroupTable groups;
    private final String name;
    private final Routing<M> routing;

    RouterRef(Kernel kernel, GroupTable groups, String name, Routing<M> routing) {
        super(kernel);
        this.groups = groups;
        this.name = name;
        this.routing = routing;
    }

    @Override
    public Delivery tell(M message, @Nullable ActorRef<?> sender) {
        Objects.requireNonNull(message, "a message must not be null");
        var group = groups.get(name);
        var members = group.members();
        if (members.length == 0) {
            return refuse(DeadLetter.Reason.NO_MEMBERS, message, sender, "");
        }
        return switch (routing) {
            case Routing.RoundRobin<M>() -> toOne(members, group.nextTurn(members.length), message, sender);
            case Routing.Random<M>() -> toOne(members, kernel().random().nextInt(members.length), message, sender);
            case Routing.Hash<M>(var key) -> toOwner(members, hash(key.apply(message)), message, sender);
            case Routing.Broadcast<M>() -> toAll(members, message, sender);
        };
    }

    private int hash(@Nullable Object key) {
        return Objects.requireNonNull(key, () -> "the key of a message must not be null, group=" + name)
                .hashCode();
    }

    /** Offers the message to the members from one on, each once, until one takes it. */
    private Delivery toOne(Group.Member[] members, int first, M message, @Nullable ActorRef<?> sender) {
        boolean full = false;
        for (int i = 0; i < members.length; i++) {
            var member = members[(first + i) % members.length].ref();
            switch (member.offer(message, sender)) {
                case ACCEPTED -> {
                    return Delivery.ACCEPTED;
                }
                case REFUSED_FULL, DROPPED -> full = true;
                case REFUSED_STOPPED -> {
                    // It is about to leave.
                }
            }
        }
        return full
                ? refuse(DeadLetter.Reason.FULL, message, sender, "all members are full")
                : refuse(DeadLetter.Reason.NO_MEMBERS, message, sender, "");
    }

    /** Offers the message to the member that has the key; to the next one if that is about to leave. */
    private Delivery toOwner(Group.Member[] members, int keyHash, M message, @Nullable ActorRef<?> sender) {
        for (int i = 0; i < members.length; i++) {
            var owner = owner(members, keyHash);
            if (owner == null) {
                break;
            }
            switch (owner.offer(message, sender)) {
                case ACCEPTED -> {
                    return Delivery.ACCEPTED;
                }
                case REFUSED_FULL, DROPPED -> {
                    return refuse(DeadLetter.Reason.FULL, message, sender, "the key belongs to " + owner.path());
                }
                case REFUSED_STOPPED -> {
                    // It has stopped since, so the search finds another.
                }
            }
        }
        return refuse(DeadLetter.Reason.NO_MEMBERS, message, sender, "");
    }

    private static @Nullable InternalRef<Object> owner(Group.Member[] members, int keyHash) {
        InternalRef<Object> heaviest = null;
        long weight = 0;
        for (var member : members) {
            long own = Rendezvous.weight(member.salt(), keyHash);
            if ((heaviest == null || own > weight) && !member.ref().isStopped()) {
                heaviest = member.ref();
                weight = own;
            }
        }
        return heaviest;
    }

    private Delivery toAll(Group.Member[] members, M message, @Nullable ActorRef<?> sender) {
        var published = Broadcast.to(kernel(), name, members, message, sender);
        if (published.delivered() > 0) {
            return Delivery.ACCEPTED;
        }
        return published.refused() > 0
                ? Delivery.REFUSED_FULL
                : refuse(DeadLetter.Reason.NO_MEMBERS, message, sender, "");
    }

    private Delivery refuse(DeadLetter.Reason reason, M message, @Nullable ActorRef<?> sender, String detail) {
        kernel().deadLetters().add(reason, path(), sender, message, detail);
        return reason == DeadLetter.Reason.FULL ? Delivery.REFUSED_FULL : Delivery.REFUSED_STOPPED;
    }

    /** Whether each message goes to all members. */
    boolean isBroadcast() {
        return routing instanceof Routing.Broadcast<M>;
    }

    /** None: other nodes cannot send to a group, and nothing has to be kept for those that might. */
    @Override
    public ActorId id() {
        return ActorId.NONE;
    }

    @Override
    public String path() {
        return "group " + name;
    }

    @Override
    public Object decode(WireMessage message) {
        throw new IllegalStateException("a group has no id that other nodes could send to, group=" + name);
    }

    /** Never: somebody may join at any time. */
    @Override
    public boolean isStopped() {
        return false;
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        throw new IllegalArgumentException(
                "a group never ends and cannot be watched; watch its members, group=" + name + ", watcher=" + watcher);
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        // It cannot be watched.
    }
}
