package dev.microkernel.docs;

import static java.time.Duration.ofSeconds;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;

/** The supervisor of docs/actors.md. */
final class Printing {

    private Printing() {}

    static ActorRef<Object> start(ActorSystem system) {
        // example
        var printing = ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.restForOne())
                .withChild("spool", spool())
                .withChild("printer", printer().withStopDeadline(ofSeconds(30))));
        return system.spawn("printing", printing);
        // end
    }

    private static ActorSpec<String> spool() {
        return ActorSpec.of(context -> page -> {
            throw new IllegalStateException("no paper");
        });
    }

    private static ActorSpec<String> printer() {
        return ActorSpec.of(context -> page -> Behavior.same());
    }
}
