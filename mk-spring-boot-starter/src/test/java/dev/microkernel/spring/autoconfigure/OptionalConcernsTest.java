package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.spring.actuate.ActorsEndpoint;
import dev.microkernel.spring.actuate.ActorsHealthIndicator;
import dev.microkernel.spring.actuate.LinkMetrics;
import dev.microkernel.spring.actuate.MailboxMetrics;
import dev.microkernel.spring.autoconfigure.endpoint.ActorsEndpointAutoConfiguration;
import dev.microkernel.spring.autoconfigure.health.ActorsHealthAutoConfiguration;
import dev.microkernel.spring.autoconfigure.metrics.ActorMetricsAutoConfiguration;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.web.reactive.function.server.RouterFunction;

/** Endpoint, health, meters and routes: on, off, backed off and without what they are made for. */
class OptionalConcernsTest {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            MicrokernelAutoConfiguration.class,
            ActorRoutesAutoConfiguration.class,
            ActorsEndpointAutoConfiguration.class,
            ActorsHealthAutoConfiguration.class,
            ActorMetricsAutoConfiguration.class);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(ALL)
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("management.endpoints.web.exposure.include=actors");

    @Test
    void areAllOnWhereTheirLibrariesAre() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(ActorsEndpoint.class)
                .hasBean("actorsHealthContributor")
                .hasSingleBean(MailboxMetrics.class)
                .hasSingleBean(LinkMetrics.class));
    }

    @Test
    void areOffWithoutTheirLibraries() {
        new ApplicationContextRunner()
                .withConfiguration(ALL)
                .withClassLoader(new FilteredClassLoader(
                        ConditionalOnAvailableEndpoint.class,
                        ConditionalOnEnabledHealthIndicator.class,
                        MeterRegistry.class,
                        RouterFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(ActorSystem.class)
                        .doesNotHaveBean("actorsEndpoint")
                        .doesNotHaveBean("actorsHealthContributor")
                        .doesNotHaveBean("mailboxMetrics")
                        .doesNotHaveBean("linkMetrics")
                        .doesNotHaveBean("actorRoutes"));
    }

    @Test
    void areOffWhereTheApplicationSwitchesThemOff() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=health", "management.health.actors.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(ActorsEndpoint.class)
                        .doesNotHaveBean("actorsHealthContributor"));
    }

    @Test
    void backOffWhereTheApplicationHasItsOwn() {
        var system = ActorSystem.named("own").build();
        runner.withBean("ownEndpoint", ActorsEndpoint.class, () -> new ActorsEndpoint(system))
                .withBean("actorsHealthIndicator", ActorsHealthIndicator.class, () -> new ActorsHealthIndicator(system))
                .withBean("ownMetrics", MailboxMetrics.class, () -> new MailboxMetrics(system))
                .run(context -> {
                    assertThat(context).hasSingleBean(ActorsEndpoint.class).hasBean("ownEndpoint");
                    assertThat(context).doesNotHaveBean("actorsHealthContributor");
                    assertThat(context).hasSingleBean(MailboxMetrics.class).hasBean("ownMetrics");
                });
    }

    @Test
    void routesAreForReactiveWebApplications() {
        runner.run(context -> assertThat(context).doesNotHaveBean(ActorRoutes.class));
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(ALL)
                .run(context -> assertThat(context).hasSingleBean(ActorRoutes.class));
    }

    @Test
    void countersShowWhatWasRefused() throws Exception {
        try (var system = ActorSystem.named("one").nodeId(1).start();
                var two = ActorSystem.named("two").nodeId(2).start();
                var impostor = ActorSystem.named("impostor").nodeId(2).start()) {
            var registry = new SimpleMeterRegistry();
            new LinkMetrics(system).bindTo(registry);
            var listener = system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            two.connect(listener.address()).get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> impostor.connect(listener.address()).get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("in use by two(2)");

            assertThat(registry.get("mk.links").gauge().value()).isEqualTo(1);
            assertThat(registry.get("mk.link.refusals")
                            .tag("refusal", "id_in_use")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theGaugeShowsWhatWaitsByType() {
        var simulation = ActorSystem.named("gauge").simulate(1);
        var registry = new SimpleMeterRegistry();
        var actor = simulation
                .system()
                .spawn(
                        "slow",
                        ActorSpec.<String>of(context -> message -> Behavior.same())
                                .withType("Slow"));
        actor.tell("one");
        actor.tell("two");
        new MailboxMetrics(simulation.system()).bindTo(registry);

        var gauge = registry.get("mk.mailbox.depth").tag("actor.type", "Slow").gauge();
        assertThat(gauge.value()).isEqualTo(2);
        simulation.advance(Duration.ofSeconds(1));
        assertThat(gauge.value()).isZero();
        simulation
                .system()
                .spawn(
                        "later",
                        ActorSpec.<String>of(context -> message -> Behavior.same())
                                .withType("Later"));
        assertThat(registry.get("mk.mailbox.depth")
                        .tag("actor.type", "Later")
                        .gauge()
                        .value())
                .isZero();
        simulation.close();
    }
}
