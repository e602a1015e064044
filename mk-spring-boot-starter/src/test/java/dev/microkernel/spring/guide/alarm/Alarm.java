package dev.microkernel.spring.guide.alarm;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import java.time.Duration;

/** The actor that docs/spring-boot.md tests. */
// alarm
@Actor
class Alarm {

    sealed interface Event {}

    record DoorOpened() implements Event {}

    record DoorClosed() implements Event {}

    record Patience() implements Event {}

    private final ActorContext<Object> context;
    private final ActorRef<String> siren;

    Alarm(ActorContext<Object> context, ActorRef<String> siren) {
        this.context = context;
        this.siren = siren;
    }

    @Receive
    void opened(DoorOpened event) {
        context.startTimer("door", new Patience(), Duration.ofMinutes(1));
    }

    @Receive
    void closed(DoorClosed event) {
        context.cancelTimer("door");
    }

    @Receive
    void over(Patience patience) {
        siren.tell("ring");
    }
}
// end
