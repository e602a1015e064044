package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.Topic;
import org.jspecify.annotations.Nullable;

/** Tells all members of a group, each on its own: what happens to one changes nothing for the others. */
final class Broadcast {

    private Broadcast() {}

    static Topic.Published to(
            Kernel kernel, String group, Group.Member[] members, Object message, @Nullable ActorRef<?> sender) {
        int delivered = 0;
        int refused = 0;
        RuntimeException failure = null;
        for (var member : members) {
            try {
                switch (member.ref().offer(message, sender)) {
                    case ACCEPTED -> delivered++;
                    case REFUSED_FULL, DROPPED -> {
                        refused++;
                        kernel.deadLetters()
                                .add(
                                        DeadLetter.Reason.FULL,
                                        member.ref().path(),
                                        sender,
                                        message,
                                        "told to group " + group);
                    }
                    case REFUSED_STOPPED -> {
                        // It is about to leave.
                    }
                }
            } catch (RuntimeException e) { // the message cannot cross the wire, say
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return new Topic.Published(delivered, refused);
    }
}
