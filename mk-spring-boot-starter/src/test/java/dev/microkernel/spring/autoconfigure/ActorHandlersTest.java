package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.OnRestart;
import dev.microkernel.spring.OnStart;
import dev.microkernel.spring.OnStop;
import dev.microkernel.spring.Receive;
import dev.microkernel.system.ActorSystem;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Handlers, replies and lifecycle methods of actor beans. */
class ActorHandlersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    @BeforeEach
    void forget() {
        EVENTS.clear();
    }

    // ---- lives

    @Test
    void livesHearOfTheirBeginningAndOfTheLastEnd() {
        runner.withUserConfiguration(Lived.class).run(context -> {
            ActorRef<Object> lived = ref(context.getBean("livedRef", ActorRef.class));
            assertThat(EVENTS).containsExactly("start /lived");
            lived.tell("fail");
            Awaitility.await().atMost(PATIENCE).until(() -> EVENTS.contains("start again"));
            assertThat(EVENTS)
                    .containsExactly("start /lived", "destroyed", "restart: planted", "restart: Failed", "start again");
        });
        assertThat(EVENTS.subList(5, 7)).containsExactly("stop", "destroyed");
    }

    @Test
    void anActorThatFailsWhileItStartsIsSupervisedAndItsBeanDestroyed() {
        runner.withUserConfiguration(FailsToStart.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("actor 'failsToStart' could not be started")
                        .rootCause()
                        .hasMessage("no sensor"));
        assertThat(EVENTS).contains("destroyed");
    }

    @Test
    void lifecycleMethodsWithParametersThatThereIsNothingForFailTheStart() {
        runner.withUserConfiguration(StartsWithMessage.class).run(context -> {
            assertThat(analysis(context.getStartupFailure()).getDescription())
                    .contains("begin(java.lang.String)", "is an @OnStart method");
            assertThat(analysis(context.getStartupFailure()).getAction()).contains("no parameter but an ActorContext");
        });
        runner.withUserConfiguration(RestartsWithSender.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("is an @OnRestart method and takes a parameter that there is nothing for"));
    }

    // ---- replies

    @Test
    void aMonoRepliesWhenItCompletes() {
        runner.withUserConfiguration(Replying.class).run(context -> {
            ActorRef<Object> replying = ref(context.getBean("replyingRef", ActorRef.class));
            assertThat(replying.ask(new Later(7), Integer.class, PATIENCE).get())
                    .isEqualTo(7);
        });
    }

    @Test
    void aMonoThatFailsFailsTheAskAndNotTheActor() {
        runner.withUserConfiguration(Replying.class).run(context -> {
            ActorRef<Object> replying = ref(context.getBean("replyingRef", ActorRef.class));
            var answer = replying.ask(new Later(-1), Integer.class, PATIENCE);
            Awaitility.await().atMost(PATIENCE).until(answer::isDone);
            assertThat(answer.exceptionNow())
                    .isInstanceOfSatisfying(
                            AskException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.RECEIVER_FAILED))
                    .hasRootCauseMessage("planted");
            assertThat(context.getBean(ActorSystem.class).restarts()).isZero();
        });
    }

    @Test
    void aFluxIsTheReplyItselfSoThatDemandAndCancelAreTheAskers() {
        runner.withUserConfiguration(Replying.class).run(context -> {
            ActorRef<Object> replying = ref(context.getBean("replyingRef", ActorRef.class));
            Flux<?> many = replying.ask(new Many(), Flux.class, PATIENCE).get();
            assertThat(many.take(3).collectList().block(PATIENCE)).isEqualTo(List.of(1, 2, 3));
        });
    }

    // ---- protocols

    @Test
    void aSealedProtocolIsFoundAboveNestedOnes() {
        runner.withUserConfiguration(Nested.class, UsesNested.class)
                .run(context -> assertThat(
                                context.getBean(UsesNested.class).nested.path())
                        .isEqualTo("/nested"));
    }

    @Test
    void aHandlerOfTheSealedTypeTakesWhatNoOtherTakes() {
        runner.withUserConfiguration(Nested.class).run(context -> {
            ActorRef<Object> nested = ref(context.getBean("nestedRef", ActorRef.class));
            assertThat(nested.ask(new Left(), String.class, PATIENCE).get()).isEqualTo("left");
            assertThat(nested.ask(new RightUp(), String.class, PATIENCE).get()).isEqualTo("right RightUp[]");
        });
    }

    @Test
    void aMessageOfTheProtocolThatNobodyHandlesFailsTheStart() {
        runner.withUserConfiguration(Forgetful.class).run(context -> {
            assertThat(analysis(context.getStartupFailure()).getDescription())
                    .contains("is for messages of", "Tree", "no method that handles", "RightDown");
            assertThat(analysis(context.getStartupFailure()).getAction()).contains("or one for Tree itself");
        });
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        var analysis = new ActorDefinitionFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("analysis of %s", failure).isNotNull();
        return analysis;
    }

    @SuppressWarnings("unchecked")
    private static ActorRef<Object> ref(ActorRef<?> any) {
        return (ActorRef<Object>) any;
    }

    @Actor
    static class Lived {

        private boolean again;

        @OnRestart
        void because(Throwable failure) {
            EVENTS.add("restart: " + failure.getMessage());
            again = true;
        }

        @OnRestart
        void reason(ActorContext<Object> context, ExitReason reason) {
            EVENTS.add("restart: " + reason.getClass().getSimpleName());
        }

        @OnStart
        void begin(ActorContext<Object> context) {
            EVENTS.add("start " + (again ? "again" : context.self().path()));
        }

        @Receive
        void any(String message) {
            throw new IllegalStateException("planted");
        }

        @OnStop
        private void end() {
            EVENTS.add("stop");
        }

        @PreDestroy
        void destroyed() {
            EVENTS.add("destroyed");
        }
    }

    @Actor
    static class FailsToStart {

        @OnStart
        void begin() {
            throw new IllegalStateException("no sensor");
        }

        @Receive
        void any(String message) {}

        @PreDestroy
        void destroyed() {
            EVENTS.add("destroyed");
        }
    }

    @Actor
    static class StartsWithMessage {
        @OnStart
        void begin(String message) {}

        @Receive
        void any(String message) {}
    }

    @Actor
    static class RestartsWithSender {
        @OnRestart
        void begin(ActorRef<Object> sender) {}

        @Receive
        void any(String message) {}
    }

    record Later(int value) {}

    record Many() {}

    @Actor
    static class Replying {

        @Receive
        Mono<Integer> later(Later later) {
            return Mono.delay(Duration.ofMillis(1))
                    .flatMap(tick -> later.value() < 0
                            ? Mono.error(new IllegalStateException("planted"))
                            : Mono.just(later.value()));
        }

        @Receive
        Flux<Integer> many(Many many) {
            return Flux.range(1, Integer.MAX_VALUE);
        }
    }

    sealed interface Tree {}

    record Left() implements Tree {}

    sealed interface Right extends Tree {}

    record RightUp() implements Right {}

    record RightDown() implements Right {}

    @Actor
    static class Nested {
        @Receive
        String left(Left left) {
            return "left";
        }

        @Receive
        String right(Right right) {
            return "right " + right;
        }
    }

    record UsesNested(ActorRef<Tree> nested) {}

    @Actor
    static class Forgetful {
        @Receive
        void left(Left left) {}

        @Receive
        void right(RightUp right) {}
    }
}
