package dev.microkernel.actor;

import java.util.List;
import java.util.SortedSet;

/**
 * Several actors under one name, which is apart from the names of single actors. A group is there as long as it has
 * members; one that has ended, or whose link is closed, is a member no more.
 *
 * <p>A group spans nodes, as in Erlang's {@code pg}: an actor that joins here is a member on all nodes that are connected
 * by MK02 and know groups, as far as their policies let it ({@code sendTo} here and {@code register} there, by the name of
 * the group), and messages to the group reach it from there. Nodes that part go on with those members that they reach. An
 * actor elsewhere that joins here by its reference is a member on this node only. Who wants the actors of one node alone
 * gives the group a name of that node's.
 *
 * <p>All methods may be called from any thread and do not block.
 */
public interface Groups {

    /** Most groups at a time. */
    int GROUPS_MAX = 16_384;

    /** Most members of one group. */
    int MEMBERS_MAX = 16_384;

    /** Most memberships in all groups together. */
    int MEMBERSHIPS_MAX = 262_144;

    /**
     * Makes an actor a member; one that is a member already stays one.
     *
     * @param group as a name: flat, 1 to 63 bytes, or beginning with '/', at most 127 bytes; no control characters
     * @return whether the actor is a member now: one that has stopped is not
     * @throws IllegalArgumentException if the name is malformed, or the reference stands for no single actor
     * @throws IllegalStateException if there are {@value #GROUPS_MAX} groups, {@value #MEMBERS_MAX} members or {@value
     *     #MEMBERSHIPS_MAX} memberships. What peers announce fills at most half of each bound, 16,384 memberships of each
     *     peer, and what is beyond is dropped and counted
     */
    boolean join(String group, ActorRef<?> actor);

    /**
     * Takes back {@link #join}. A message that is being routed meanwhile may still reach the actor.
     *
     * @return whether it was a member
     */
    boolean leave(String group, ActorRef<?> actor);

    /** The members, in the order in which they joined; none if there is no such group. */
    List<ActorRef<Object>> members(String group);

    /** The names of all groups that begin so, in order. */
    SortedSet<String> groups(String prefix);

    /**
     * A reference that passes what it is told on to members. It may be had before the group has members and holds no
     * place; two of the same group are independent, but take turns together.
     *
     * <p>If nobody is a member, a message is a dead letter ({@link DeadLetter.Reason#NO_MEMBERS}) and refused as stopped. The
     * reference has no id, so other nodes cannot send to it; it cannot be watched, registered or a member itself. An ask
     * ends with the first answer, be it a failure; with {@link Routing.Broadcast} those that come later are dead letters.
     *
     * @param group as in {@link #join}; what the members take is for the caller to know
     * @throws IllegalArgumentException if the name is malformed
     */
    <M> ActorRef<M> group(String group, Routing<M> routing);

    /**
     * The group of that name as a topic, to publish to and subscribe. It may be had before anybody subscribes.
     *
     * @throws IllegalArgumentException if the name is malformed
     */
    <M> Topic<M> topic(String name);
}
