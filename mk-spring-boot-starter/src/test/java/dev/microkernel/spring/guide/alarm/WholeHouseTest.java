package dev.microkernel.spring.guide.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.test.ActorTest;
import dev.microkernel.system.SimulatedSystem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;

/** Without a class of actors all of the application's are there, and a port in its settings is not opened. */
@ActorTest(properties = "mk.node.port=0", seed = 7)
@Import(AlarmTest.Others.class)
class WholeHouseTest {

    @Test
    void allActorsAreThere(@Autowired ApplicationContext context, @Autowired SimulatedSystem simulation) {
        assertThat(Arrays.asList(context.getBeanNamesForType(ActorRef.class)))
                .contains("alarmRef", "lampRef", "sirenRef");
        assertThat(context.getBeansOfType(Door.class)).isEmpty();
        assertThat(simulation.seed()).isEqualTo(7);
        assertThat(simulation.system().addresses()).isEmpty();
    }
}
