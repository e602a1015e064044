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
 * @param failures its last failures, oldest first, at most {@link #FAILURES_MAX}
 * @param childCount how many children it has
 * @param children those of them that are shown, all unless a limit was set, in the order of their start
 */
public record ActorInfo(
        String path,
        String type,
        State state,
        MailboxInfo mailbox,
        int restarts,
        @Nullable String lastFailure,
        List<FailureInfo> failures,
        int childCount,
        List<ActorInfo> children) {

    /** How many failures are remembered of one actor. */
    public static final int FAILURES_MAX = 5;

    /** Copies the lists. */
    public ActorInfo {
        failures = List.copyOf(failures);
        children = List.copyOf(children);
    }

    /** What an actor is doing. */
    public enum State {
        /** It has not begun yet. */
        STARTING,
        /** It handles messages. */
        RUNNING,
        /** It handles no messages until somebody resumes it. */
        SUSPENDED,
        /** Its life has ended, and its supervisor has not decided yet. */
        FAILED,
        /** It lets go of its former life, or waits for its time to begin afresh. */
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
