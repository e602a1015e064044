package dev.microkernel.spring.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.spring.actuate.ActorHealthIndicator;
import dev.microkernel.spring.actuate.ActorsHealthIndicator;
import dev.microkernel.spring.actuate.NodesHealthIndicator;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ActorsHealthAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorsHealthAutoConfiguration.class));

    @Test
    void hasSystemAndNodesAndTheActorsThatAreNamed() {
        runner.withPropertyValues("mk.health.actors=/orders,orders/printer")
                .run(context -> assertThat(context.getBean(CompositeHealthContributor.class).stream())
                        .extracting(HealthContributors.Entry::name)
                        .containsExactly("system", "nodes", "orders", "orders.printer"));
    }

    @Test
    void refusesAnActorThatIsNamedTwice() {
        runner.withPropertyValues("mk.health.actors=/orders,orders")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("mk.health.actors"));
    }

    @Test
    void isOffWhereSwitchedOffAndWithoutItsLibrary() {
        runner.withPropertyValues("management.health.actors.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("actorsHealthContributor"));
        runner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("actorsHealthContributor"));
    }

    @Test
    void backsOffWhereTheApplicationHasItsOwn() {
        var own = ActorSystem.named("own").build();
        runner.withBean("actorsHealthIndicator", ActorsHealthIndicator.class, () -> new ActorsHealthIndicator(own))
                .run(context -> assertThat(context).doesNotHaveBean("actorsHealthContributor"));
    }

    @Test
    void theSystemIsDownWhenAnActorWasGivenUpOrItIsClosed() {
        var simulation = ActorSystem.named("health")
                .strategy(RestartStrategy.oneForOne().withIntensity(new Intensity(0, Duration.ofSeconds(1))))
                .simulate(1);
        var health = new ActorsHealthIndicator(simulation.system());
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);

        simulation
                .system()
                .<String>spawn("failing", context -> message -> {
                    throw new IllegalStateException("planted");
                })
                .tell("fail");
        simulation.settle();
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.health().getDetails()).containsEntry("givenUp", 1L);

        var closed = ActorSystem.named("closed").simulate(1);
        closed.close();
        assertThat(new ActorsHealthIndicator(closed.system()).health().getStatus())
                .isEqualTo(Status.DOWN);
        simulation.close();
    }

    @Test
    void anActorIsDownWithoutItAndOutOfServiceWhileSuspendedAndUpWhileItRestarts() {
        var simulation = ActorSystem.named("health").simulate(1);
        var system = simulation.system();
        var health = new ActorHealthIndicator(system, "/worker");
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);

        var actor = system.spawn("worker", ActorSpec.<String>of(context -> message -> {
            throw new IllegalStateException("planted");
        }));
        simulation.settle();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        for (int i = 0; i < 3; i++) {
            actor.tell("fail");
            simulation.settle();
        }
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(String.valueOf(health.health().getDetails().get("lastFailure")))
                .contains("planted");
        simulation.advance(Duration.ofMinutes(1));
        system.suspend(actor);
        simulation.settle();
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        simulation.close();
    }

    @Test
    void missingNodesAreADetailUnlessTheyAreRequired() {
        try (var system = ActorSystem.named("lonely").start();
                var _ = system.mount(new InetSocketAddress("127.0.0.1", 1))) {
            var relaxed = new NodesHealthIndicator(system, false).health();
            assertThat(relaxed.getStatus()).isEqualTo(Status.UP);
            assertThat(String.valueOf(relaxed.getDetails().get("missing"))).contains("127.0.0.1");
            assertThat(new NodesHealthIndicator(system, true).health().getStatus())
                    .isEqualTo(Status.DOWN);
        }
    }
}
