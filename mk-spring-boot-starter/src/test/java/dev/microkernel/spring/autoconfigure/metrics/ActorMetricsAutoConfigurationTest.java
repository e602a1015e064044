package dev.microkernel.spring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.spring.ActorSystemCustomizer;
import dev.microkernel.spring.actuate.ActorMetrics;
import dev.microkernel.spring.actuate.LinkMetrics;
import dev.microkernel.spring.actuate.MailboxMetrics;
import dev.microkernel.spring.actuate.SchedulerMetrics;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class ActorMetricsAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class);

    /** Has an actor handle some messages. */
    private static void handle(ApplicationContext context, int messages) {
        var actor = context.getBean(ActorSystem.class)
                .spawn(ActorSpec.<String>of(self -> message -> {
                            self.reply(message);
                            return Behavior.same();
                        })
                        .withType("Counted"));
        for (int i = 0; i < messages; i++) {
            assertThat(actor.ask("message", String.class, Duration.ofSeconds(30)))
                    .succeedsWithin(Duration.ofSeconds(30));
        }
    }

    /** How many of their messages were counted. */
    private static double counted(ApplicationContext context) {
        var registry = new SimpleMeterRegistry();
        context.getBean(ActorMetrics.class).bindTo(registry);
        return registry.get("mk.actor.messages")
                .tag("actor.type", "Counted")
                .functionCounter()
                .count();
    }

    @Test
    void isOnWhereThereIsARegistry() {
        runner.run(context -> {
            assertThat(context)
                    .hasSingleBean(ActorMetrics.class)
                    .hasSingleBean(MailboxMetrics.class)
                    .hasSingleBean(SchedulerMetrics.class)
                    .hasSingleBean(LinkMetrics.class)
                    .hasSingleBean(ActorSystemCustomizer.class);
            handle(context, 3);
            await().until(() -> counted(context) == 3); // an actor is counted behind its reply
        });
    }

    @Test
    void isOffWithoutARegistryOrItsLibrary() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorMetricsAutoConfiguration.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(ActorMetrics.class)
                        .doesNotHaveBean(ActorSystemCustomizer.class));
        runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("actorMetrics")
                        .doesNotHaveBean(ActorSystemCustomizer.class));
    }

    @Test
    void countsNoMessagesWhereThatIsSwitchedOff() {
        runner.withPropertyValues("mk.metrics.count-messages=false").run(context -> {
            assertThat(context).hasSingleBean(ActorMetrics.class).doesNotHaveBean(ActorSystemCustomizer.class);
            handle(context, 3);
            assertThat(counted(context)).isZero();
        });
    }

    @Test
    void backsOffWhereTheApplicationHasItsOwn() {
        var system = ActorSystem.named("own").build();
        runner.withBean("own", ActorMetrics.class, () -> new ActorMetrics(system))
                .run(context ->
                        assertThat(context).hasSingleBean(ActorMetrics.class).hasBean("own"));
    }

    @Test
    void timesAsManyMessagesAsConfiguredAndRefusesNone() {
        runner.withPropertyValues("mk.metrics.timed-one-in=2").run(context -> {
            handle(context, 4);
            await().until(() -> counted(context) == 4);
            context.getBean(ActorSystem.class).metrics().forEachType(type -> {
                if (type.type().equals("Counted")) {
                    assertThat(type.timed()).isEqualTo(2);
                }
            });
        });
        runner.withPropertyValues("mk.metrics.timed-one-in=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("mk.metrics.timed-one-in"));
    }
}
