package dev.microkernel.docs;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Process;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;

/** The process of docs/actors.md. */
final class Lift {

    private Lift() {}

    // example
    static final Process<Object> LIFT = self -> {
        while (true) {
            var floor = self.receive(Integer.class); // passes others over; they keep their order
            self.sleep(Duration.ofSeconds(floor));
            self.reply("arrived at " + floor);
        }
    };

    static ActorRef<Object> start(ActorSystem system) {
        return system.spawn("lift", ActorSpec.process(LIFT));
    }
    // end
}
