package dev.microkernel.actor;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of an actor from outside, at one moment.
 *
 * @param path where it stands in the tree
 * @param type what kind of actor it is
 * @param state what it is doing
 * @param mailbox its mailbox
 * @param restarts how often it has been restarted
 * @param lastFailure the last exception it failed with, as text; null if it never did
 * @param children its children, in the order of their start
 */
public record ActorInfo(
        String path,
        String type,
        State state,
        MailboxInfo mailbox,
        int restarts,
        @Nullable String lastFailure,
        List<ActorInfo> children) {

    /** What an actor is doing. */
    public enum State {
        /** It has not begun yet. */
        STARTING,
        /** It handles messages. */
        RUNNING,
        /** It failed and waits for its supervisor, or for its delay to be over. */
        SUSPENDED,
        /** It failed and waits for its children to stop before it begins afresh. */
        RESTARTING,
        /** It waits for its children, or for the code of its process, to stop before it does. */
        STOPPING,
        /** It has ended. */
        STOPPED
    }

    /** This actor and all below it. */
    public Stream<ActorInfo> withDescendants() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(ActorInfo::withDescendants));
    }
}
