package dev.microkernel.spring.guide.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.guide.alarm.Alarm.DoorClosed;
import dev.microkernel.spring.guide.alarm.Alarm.DoorOpened;
import dev.microkernel.spring.test.ActorTest;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** The test that docs/spring-boot.md shows, and that it has of the application what it should. */
// test
@ActorTest(Alarm.class)
class AlarmTest {

    @Autowired
    SimulatedSystem simulation;

    @Autowired
    ActorRef<Alarm.Event> alarm;

    @Autowired
    Probe<String> siren;

    @Test
    void ringsWhenADoorStaysOpen() {
        alarm.tell(new DoorOpened());
        siren.expectNothing();
        simulation.advance(Duration.ofMinutes(1));
        siren.expect("ring");
    }

    @Test
    void isQuietAboutADoorThatIsClosedInTime() {
        alarm.tell(new DoorOpened());
        simulation.advance(Duration.ofSeconds(59));
        alarm.tell(new DoorClosed());
        simulation.advance(Duration.ofMinutes(1));
        siren.expectNothing();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Others {

        @Bean
        Probe<String> siren(SimulatedSystem simulation) {
            return new Probe<>(simulation, "siren");
        }

        @Bean
        ActorRef<String> sirenRef(Probe<String> siren) {
            return siren.ref();
        }
    }
    // end

    @Test
    void nothingElseOfTheApplicationIsThere(@Autowired ApplicationContext context, @Autowired ActorSystem system) {
        assertThat(system).isSameAs(simulation.system());
        assertThat(simulation.seed()).isEqualTo(1);
        assertThat(system.inspect().children())
                .extracting(ActorInfo::path)
                .containsExactlyInAnyOrder("/alarm", "/siren");
        assertThat(context.getBeansOfType(Door.class)).isEmpty();
        assertThat(context.containsBean("lampRef")).isFalse();
    }
}
