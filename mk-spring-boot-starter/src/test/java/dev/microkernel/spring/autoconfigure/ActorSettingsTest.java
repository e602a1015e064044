package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AutoShutdown;
import dev.microkernel.actor.FailedMessage;
import dev.microkernel.actor.RestartType;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.Supervises;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What annotations and {@code mk.actors.*} make of an actor's specification. */
class ActorSettingsTest {

    private final Map<String, ActorSpec<Object>> specs = new ConcurrentHashMap<>();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class))
            .withBean(ActorSpecCustomizer.class, () -> (name, spec) -> {
                specs.put(name, spec);
                return spec;
            });

    @Test
    void withoutAttributesEverythingIsTheCoresDefault() {
        runner.withUserConfiguration(Plain.class).run(context -> {
            var spec = specs.get("plain");
            var core = ActorSpec.of(behavior -> message -> null);
            assertThat(spec.mailbox()).isEqualTo(core.mailbox());
            assertThat(spec.lifecycle()).isEqualTo(core.lifecycle());
            assertThat(spec.supervisor()).isEqualTo(core.supervisor());
        });
    }

    @Test
    void attributesSayWhatAnActorIsMadeOf() {
        runner.withUserConfiguration(Printer.class)
                .withPropertyValues("printer.capacity=16")
                .run(context -> {
                    var spec = specs.get("printer");
                    assertThat(spec.mailbox()).isEqualTo(MailboxSpec.bounded(16).withOverflow(Overflow.DROP_OLDEST));
                    assertThat(spec.lifecycle().restart()).isEqualTo(RestartType.PERMANENT);
                    assertThat(spec.lifecycle().failedMessage()).isEqualTo(new FailedMessage.Retry(2));
                    assertThat(spec.lifecycle().stopDeadline()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(spec.supervisor().autoShutdown()).isEqualTo(AutoShutdown.ANY_SIGNIFICANT);
                    assertThat(spec.supervisor().strategy())
                            .isEqualTo(RestartStrategy.oneForAll()
                                    .withIntensity(new Intensity(3, Duration.ofSeconds(60)))
                                    .withBackoff(new Backoff(Duration.ofMillis(50), Duration.ofSeconds(10), 0.2)));
                });
    }

    @Test
    void propertiesGoBeforeAttributesOneByOne() {
        runner.withUserConfiguration(Printer.class)
                .withPropertyValues(
                        "mk.actors.printer.mailbox.overflow=block",
                        "mk.actors.printer.mailbox.deadline=100ms",
                        "mk.actors.printer.restart=temporary",
                        "mk.actors.printer.supervision.strategy=rest-for-one")
                .run(context -> {
                    var spec = specs.get("printer");
                    assertThat(spec.mailbox()).isEqualTo(MailboxSpec.bounded(32).withBlocking(Duration.ofMillis(100)));
                    assertThat(spec.lifecycle().restart()).isEqualTo(RestartType.TEMPORARY);
                    assertThat(spec.lifecycle().failedMessage()).isEqualTo(new FailedMessage.Retry(2));
                    assertThat(((RestartStrategy) spec.supervisor().strategy()).scope())
                            .isEqualTo(RestartStrategy.restForOne().scope());
                });
    }

    @ParameterizedTest
    @CsvSource({"camelCase,mk.actors.camelCase", "camelCase,mk.actors.camel-case", "a name.1,mk.actors.[a name.1]"})
    void propertiesAreFoundByAnySpellingOfTheName(String name, String key) {
        runner.withUserConfiguration(Named.class)
                .withPropertyValues("named=" + name, key + ".mailbox.capacity=unbounded")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(specs.get(name).mailbox()).isEqualTo(MailboxSpec.unbounded());
                });
    }

    @Test
    void anAttributeThatIsNoSuchValueFailsTheStartAndSaysWhere() {
        runner.withUserConfiguration(Misspelt.class).run(context -> {
            var wrong = Stream.iterate(context.getStartupFailure(), Objects::nonNull, Throwable::getCause)
                    .filter(BindException.class::isInstance)
                    .map(BindException.class::cast)
                    .toList()
                    .getLast();
            assertThat(wrong.getProperty().getName()).hasToString("mk.actors.misspelt.mailbox.overflow");
            assertThat(wrong.getProperty().getValue()).isEqualTo("drop-oldes");
            assertThat(wrong.getProperty().getOrigin()).hasToString("annotations of " + Misspelt.class.getName());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "mailbox.capacity,0,mailbox capacity must be 1..16777216",
        "mailbox.capacity,many,'must be a number or ''unbounded'', capacity=many'",
        "mailbox.deadline,1s,a mailbox has a deadline only if its senders wait",
        "mailbox.overflow,block,a mailbox has a deadline",
        "retries,-1,can be retried 1..1000 times",
        "stop-deadline,0s,stop deadline must be longer than zero",
        "supervision.max-restarts,1001,restarts must be 0..1000",
        "supervision.jitter,2,jitter must be 0..1"
    })
    void aValueOutOfItsRangeFailsTheStartAndTheAnalysisSaysWhereToChangeIt(String key, String value, String text) {
        runner.withUserConfiguration(Plain.class)
                .withPropertyValues("mk.actors.plain." + key + "=" + value)
                .run(context -> {
                    var analysis = new ActorDefinitionFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("actor 'plain' cannot be made", "class", text);
                    assertThat(analysis.getAction()).contains("mk.actors.plain.*");
                });
    }

    @Test
    void settingsOfAnActorThatThereIsNotFailTheStart() {
        runner.withUserConfiguration(Plain.class)
                .withPropertyValues("mk.actors.plian.mailbox.capacity=3")
                .run(context -> {
                    var analysis = new ActorDefinitionFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("mk.actors.plian", "no actor bean");
                    assertThat(analysis.getAction()).contains("one of plain");
                });
    }

    @Test
    void aNameThatCannotBeResolvedFailsTheStart() {
        runner.withUserConfiguration(Named.class).run(context -> {
            var analysis = new ActorDefinitionFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("Named", "named");
            assertThat(analysis.getAction()).contains("give the placeholder a default");
        });
    }

    @Actor
    static class Plain {
        @Receive
        void any(Object message) {}
    }

    @Actor(
            mailboxCapacity = "${printer.capacity:32}",
            overflow = "drop-oldest",
            restart = "permanent",
            retries = "2",
            stopDeadline = "2s")
    @Supervises(
            value = "one-for-all",
            maxRestarts = "3",
            within = "1m",
            backoffMin = "50ms",
            autoShutdown = "any-significant")
    static class Printer {
        @Receive
        void any(Object message) {}
    }

    @Actor("${named}")
    static class Named {
        @Receive
        void any(Object message) {}
    }

    @Actor(overflow = "drop-oldes")
    static class Misspelt {
        @Receive
        void any(Object message) {}
    }
}
