package dev.microkernel.docs;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import java.time.Duration;

/** The actor that docs/testing.md tests. */
final class Thermostat implements Behavior<Thermostat.Command> {

    // actor
    sealed interface Command {}

    record SetTarget(int celsius) implements Command {}

    record Reading(int celsius) implements Command {}

    record Silence() implements Command {}

    enum Heater {
        ON,
        OFF
    }

    private final ActorContext<Command> context;
    private final ActorRef<Heater> heater;
    private int target = 20;

    Thermostat(ActorContext<Command> context, ActorRef<Heater> heater) {
        this.context = context;
        this.heater = heater;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case SetTarget(var celsius) when celsius > 30 -> context.reply("at most 30, celsius=" + celsius);
            case SetTarget(var celsius) -> target = celsius;
            case Reading(var celsius) -> {
                heater.tell(celsius < target ? Heater.ON : Heater.OFF);
                context.startTimer("silence", new Silence(), Duration.ofMinutes(1));
            }
            case Silence() -> heater.tell(Heater.OFF); // the sensor is broken
        }
        return Behavior.same();
    }
    // end
}
