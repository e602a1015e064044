package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The members of one group. Senders read an array that is replaced when somebody joins or leaves and never changed; the
 * group table's lock guards the replacing.
 */
final class Group {

    private static final Member[] NOBODY = {};

    /** A group nobody has joined. */
    static final Group EMPTY = new Group("", 0);

    /**
     * An actor in a group.
     *
     * @param salt what tells it from other members in {@link Rendezvous}
     */
    record Member(InternalRef<Object> ref, long salt) {}

    private final String name;
    private final AtomicInteger turns;
    private volatile Member[] members = NOBODY;

    /**
     * A group without members.
     *
     * @param firstTurn what {@link #nextTurn} begins with
     */
    Group(String name, int firstTurn) {
        this.name = name;
        this.turns = new AtomicInteger(firstTurn);
    }

    String name() {
        return name;
    }

    /** The members, in the order in which they joined. Not to be written to. */
    Member[] members() {
        return members;
    }

    /** The index of the member, of so many, whose turn it is; each call gives the next one its turn. */
    int nextTurn(int size) {
        return Integer.remainderUnsigned(turns.getAndIncrement(), size);
    }

    void add(InternalRef<Object> actor) {
        var present = members;
        var more = Arrays.copyOf(present, present.length + 1);
        more[present.length] = new Member(actor, Rendezvous.salt(actor.path()));
        members = more;
    }

    void remove(ActorRef<?> actor) {
        members = Arrays.stream(members)
                .filter(member -> !member.ref.equals(actor))
                .toArray(Member[]::new);
    }
}
