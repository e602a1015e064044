package com.example.thermostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.test.ActorTest;
import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ActorTest
class ThermostatTest {

    @Autowired
    SimulatedSystem simulation;

    @Autowired
    ActorRef<Thermostat.Command> thermostat;

    @Test
    void startsAfreshWhenItIsTooHot() {
        thermostat.tell(new Thermostat.SetTarget(21));
        assertThat(target()).isEqualTo(21);

        thermostat.tell(new Thermostat.SetTarget(100));
        simulation.advance(Duration.ofMinutes(1)); // the restart has a delay
        assertThat(target()).isEqualTo(20);
    }

    private double target() {
        var reply = thermostat.ask(new Thermostat.GetTarget(), Double.class, Duration.ofSeconds(1));
        simulation.settle();
        return reply.join();
    }
}
