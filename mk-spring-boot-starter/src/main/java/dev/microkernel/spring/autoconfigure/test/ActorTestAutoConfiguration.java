package dev.microkernel.spring.autoconfigure.test;

import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** An actor system on virtual time, for {@code @ActorTest} only, in the place of the one that runs. */
@AutoConfiguration(before = MicrokernelAutoConfiguration.class)
public final class ActorTestAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SimulatedSystem simulatedSystem(ActorSystem.Builder system, @Value("${mk.test.seed:1}") long seed) {
        return system.simulate(seed);
    }

    @Bean(destroyMethod = "") // closed with the simulation
    @ConditionalOnMissingBean
    ActorSystem actorSystem(SimulatedSystem simulation) {
        return simulation.system();
    }
}
