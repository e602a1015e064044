package dev.microkernel.spring.autoconfigure.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.observation.ActorMessageContext;
import dev.microkernel.spring.observation.ActorMessageObservationConvention;
import dev.microkernel.spring.observation.DefaultActorMessageObservationConvention;
import dev.microkernel.spring.observation.ObservedRoutes;
import dev.microkernel.spring.observation.TracerTraces;
import dev.microkernel.spring.route.RouteInterceptor;
import dev.microkernel.system.ActorSystem;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.server.RouterFunction;

class ActorObservationAutoConfigurationTest {

    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1);

    private final TestObservationRegistry registry = TestObservationRegistry.create();

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MicrokernelAutoConfiguration.class,
                    ActorTracingAutoConfiguration.class,
                    ActorObservationAutoConfiguration.class));

    private final ApplicationContextRunner runner = bare.withBean(ObservationRegistry.class, () -> registry);

    private final ApplicationContextRunner traced =
            runner.withConfiguration(AutoConfigurations.of(BraveAutoConfiguration.class));

    private record Reading(int value) {}

    /** Has an actor handle one message without a trace and one with. */
    private static void handleBoth(ApplicationContext context) {
        var actor = context.getBean(ActorSystem.class)
                .spawn(
                        "sensor",
                        ActorSpec.<Reading>of(self -> message -> {
                                    self.reply(message);
                                    return Behavior.same();
                                })
                                .withType("Sensor"));
        ask(actor, new Reading(1));
        TRACE.run(() -> ask(actor, new Reading(2)));
    }

    private static void ask(ActorRef<Reading> actor, Reading reading) {
        assertThat(actor.ask(reading, Reading.class, Duration.ofSeconds(30))).succeedsWithin(Duration.ofSeconds(30));
    }

    private void awaitObservations(int count) {
        await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
                .hasNumberOfObservationsWithNameEqualTo("mk.message.handling", count));
    }

    @Test
    void messagesThatBelongToATraceAreObservedWhereThereIsATracer() {
        traced.run(context -> {
            assertThat(context).hasSingleBean(TracerTraces.class).hasSingleBean(ObservedRoutes.class);
            handleBoth(context);
            awaitObservations(1);
            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("mk.message.handling")
                    .that()
                    .hasBeenStopped()
                    .hasContextualNameEqualTo("Sensor Reading")
                    .hasLowCardinalityKeyValue("actor.type", "Sensor")
                    .hasLowCardinalityKeyValue("message.type", "Reading")
                    .hasHighCardinalityKeyValue("actor.path", "/sensor");
        });
    }

    @Test
    void withoutATracerNothingGoesAroundMessages() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(TracerTraces.class);
            handleBoth(context);
            TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation();
        });
    }

    @Test
    void aTracerThatDoesNothingIsNone() {
        runner.withConfiguration(AutoConfigurations.of(NoopTracerAutoConfiguration.class))
                .run(context -> assertThat(context).hasSingleBean(Tracer.class).doesNotHaveBean(TracerTraces.class));
    }

    @Test
    void allMessagesAreObservedWhereThatIsWished() {
        runner.withPropertyValues("mk.observations.messages=all").run(context -> {
            handleBoth(context);
            awaitObservations(2);
        });
    }

    @Test
    void noneAreWhereThatIsWished() {
        traced.withPropertyValues("mk.observations.messages=none", "mk.observations.routes=false")
                .run(context -> {
                    assertThat(context).hasSingleBean(TracerTraces.class).doesNotHaveBean(RouteInterceptor.class);
                    handleBoth(context);
                    TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation();
                });
    }

    static final class OwnConvention extends DefaultActorMessageObservationConvention {

        @Override
        public KeyValues getLowCardinalityKeyValues(ActorMessageContext context) {
            return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
        }
    }

    @Test
    void aConventionOfTheApplicationReplacesTheDefault() {
        traced.withBean(ActorMessageObservationConvention.class, OwnConvention::new)
                .run(context -> {
                    handleBoth(context);
                    awaitObservations(1);
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasObservationWithNameEqualTo("mk.message.handling")
                            .that()
                            .hasLowCardinalityKeyValue("tenant", "acme");
                });
    }

    @Test
    void failuresAreErrorsOfTheObservation() {
        runner.withPropertyValues("mk.observations.messages=all").run(context -> {
            context.getBean(ActorSystem.class)
                    .spawn(ActorSpec.<String>of(self -> message -> {
                        throw new IllegalStateException("planted");
                    }))
                    .tell("fail");
            await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("mk.message.handling")
                    .that()
                    .hasBeenStopped()
                    .thenError()
                    .isInstanceOf(IllegalStateException.class));
        });
    }

    @Test
    void isOffWithoutARegistryOrTheLibraries() {
        bare.run(context -> assertThat(context).doesNotHaveBean(ObservedRoutes.class));
        traced.withClassLoader(new FilteredClassLoader(Tracer.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("tracerTraces"));
        traced.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
                .run(context -> assertThat(context).doesNotHaveBean("messageObservationCustomizer"));
        traced.withClassLoader(new FilteredClassLoader(RouterFunction.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("observedRoutes"));
    }

    @Test
    void aClosedApplicationLeavesNoSourceOfTraces() {
        traced.run(context -> assertThat(TraceContext.fromSources()).isEmpty());
        assertThat(TraceContext.fromSources()).isEmpty();
    }
}
