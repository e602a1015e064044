package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.MailboxInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One actor in the tree that {@link ActorsEndpoint} shows.
 *
 * @param path where it stands
 * @param type what kind of actor it is
 * @param state what it is doing
 * @param mailbox what waits, and what was refused
 * @param restarts how often it has been restarted
 * @param lastFailure what it last failed over; null if it never did
 * @param childCount how many children it has
 * @param children those of them that are shown
 */
public record ActorSummary(
        String path,
        String type,
        ActorInfo.State state,
        MailboxInfo mailbox,
        int restarts,
        @Nullable String lastFailure,
        int childCount,
        List<ActorSummary> children) {

    static ActorSummary of(ActorInfo info) {
        return new ActorSummary(
                info.path(),
                info.type(),
                info.state(),
                info.mailbox(),
                info.restarts(),
                info.lastFailure(),
                info.childCount(),
                all(info.children()));
    }

    static List<ActorSummary> all(List<ActorInfo> actors) {
        return actors.stream().map(ActorSummary::of).toList();
    }
}
