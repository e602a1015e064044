package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.system.ActorSystem;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class MicrokernelAutoConfigurationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    // ---- the system

    @Test
    void startsAnActorSystemNamedAfterTheApplicationAndOpensNoPort() {
        runner.withPropertyValues("spring.application.name=greenhouse").run(context -> {
            var system = context.getBean(ActorSystem.class);
            assertThat(system.identity()).isEqualTo("greenhouse");
            assertThat(system.addresses()).isEmpty();
            assertThat(context).doesNotHaveBean(NodeListenerLifecycle.class);
        });
    }

    @Test
    void listensForNodesWhereAPortIsSet() {
        runner.withPropertyValues("mk.node.port=0", "mk.node.identity=kitchen", "mk.node.id=3")
                .run(context -> {
                    var system = context.getBean(ActorSystem.class);
                    assertThat(system.identity()).isEqualTo("kitchen");
                    assertThat(system.nodeId()).isEqualTo(3);
                    assertThat(system.addresses()).singleElement().satisfies(address -> {
                        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
                        assertThat(address.getPort()).isPositive();
                    });
                });
    }

    @Test
    void saysWhichSettingOfTheNodeIsWrong() {
        runner.withPropertyValues("spring.application.name=" + "x".repeat(64))
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.identity")
                        .hasStackTraceContaining("1..63 bytes of UTF-8, length=64"));
        runner.withPropertyValues("mk.node.legacy=true", "spring.application.name=" + "x".repeat(32))
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.identity")
                        .hasStackTraceContaining("1..31 bytes of UTF-8, length=32"));
        runner.withPropertyValues("mk.node.id=4294967296")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.id")
                        .hasStackTraceContaining("1 to 4294967295"));
        runner.withPropertyValues("mk.node.legacy=true", "mk.node.id=16")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.id")
                        .hasStackTraceContaining("1..15, id=16"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", ":4200", "host:", "host:0", "host:65536", "host:port"})
    void saysWhichPeerIsNoAddress(String peer) {
        runner.withPropertyValues("mk.node.peers=127.0.0.1:4200," + peer)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.peers")
                        .hasStackTraceContaining(peer)
                        .hasStackTraceContaining("A peer is host:port"));
    }

    @Test
    void saysWhichSettingToChangeWhenThePortIsTaken() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            runner.withPropertyValues("mk.node.port=" + holder.getLocalPort())
                    .run(context -> assertThat(new MountFailureAnalyzer().analyze(context.getStartupFailure()))
                            .satisfies(analysis -> {
                                assertThat(analysis.getDescription()).contains("127.0.0.1:" + holder.getLocalPort());
                                assertThat(analysis.getAction()).contains("Set mk.node.port to a free port");
                            }));
        }
    }

    @Test
    void refusesToListenBeyondLoopback() {
        runner.withPropertyValues("mk.node.port=0", "mk.node.address=0.0.0.0")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining("loopback only"));
    }

    @Test
    void backsOffWhenTheApplicationDefinesItsOwnSystem() {
        runner.withBean("own", ActorSystem.class, () -> ActorSystem.named("own").build())
                .run(context -> assertThat(context)
                        .hasSingleBean(ActorSystem.class)
                        .getBean(ActorSystem.class)
                        .extracting(ActorSystem::identity)
                        .isEqualTo("own"));
    }

    @Test
    void closesTheSystemWithTheContext() {
        var system = new CompletableFuture<ActorSystem>();
        runner.withUserConfiguration(Counter.class).run(context -> system.complete(context.getBean(ActorSystem.class)));

        assertThat(system.join().isClosed()).isTrue();
        assertThat(system.join().actors()).isZero();
    }

    @Test
    void hasALogActorWhereItIsAskedFor() {
        runner.run(context -> assertThat(
                        context.getBean(ActorSystem.class).registry().lookup("log"))
                .isEmpty());
        runner.withPropertyValues("mk.log-actor.enabled=true", "mk.log-actor.lines-per-second=5")
                .run(context -> assertThat(
                                context.getBean(ActorSystem.class).registry().lookup("log"))
                        .isPresent());
    }

    @Test
    void saysWhichSettingOfTheLogActorIsWrong() {
        runner.withPropertyValues("mk.log-actor.enabled=true", "mk.log-actor.lines-per-second=0")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.log-actor.lines-per-second")
                        .hasStackTraceContaining("1..100000, linesPerSecond=0"));
    }

    // ---- actor beans

    @Test
    void handlersAreChosenByTheMessagesTypeAndTheirResultIsTheReply() {
        runner.withUserConfiguration(Counter.class).run(context -> {
            var counter = counter(context.getBean("counterRef", ActorRef.class));
            counter.tell(new Add(2));
            counter.tell(new Add(3));

            assertThat(ask(counter, new Get())).isEqualTo(5);
            assertThat(ask(counter, new GetLater())).isEqualTo(5);
            assertThat(context.getBean(ActorSystem.class).registry().lookup("counter"))
                    .isPresent();
        });
    }

    @Test
    void aMessageWithoutAHandlerIsCountedAsUnhandled() {
        runner.withUserConfiguration(Counter.class).run(context -> {
            ActorRef<Object> counter = cast(context.getBean("counterRef", ActorRef.class));
            counter.tell("no handler takes text");
            ask(cast(counter), new Get());

            assertThat(context.getBean(ActorSystem.class).unhandled()).isEqualTo(1);
        });
    }

    @Test
    void aFailureMakesANewBeanAndDestroysTheOld() {
        Counter.LIVES.clear();
        runner.withUserConfiguration(Counter.class).run(context -> {
            var counter = counter(context.getBean("counterRef", ActorRef.class));
            counter.tell(new Add(2));
            assertThat(failureOf(counter, new Fail())).isEqualTo(AskException.Kind.RECEIVER_FAILED);

            assertThat(ask(counter, new Get())).isEqualTo(0);
            assertThat(Counter.LIVES).containsExactly("made", "destroyed", "made");
            assertThat(context.getBean(ActorSystem.class).restarts()).isEqualTo(1);
        });
        assertThat(Counter.LIVES).containsExactly("made", "destroyed", "made", "destroyed");
    }

    @Test
    void aStageThatFailsFailsTheAskAndNotTheActor() {
        runner.withUserConfiguration(Counter.class).run(context -> {
            var counter = counter(context.getBean("counterRef", ActorRef.class));
            assertThat(failureOf(counter, new FailLater())).isEqualTo(AskException.Kind.RECEIVER_FAILED);
            assertThat(context.getBean(ActorSystem.class).restarts()).isZero();
        });
    }

    @Test
    void referencesAreInjectedByTheSealedTypeOfTheMessagesAndByQualifier() {
        runner.withUserConfiguration(Counter.class, Other.class, Users.class).run(context -> {
            assertThat(context).hasNotFailed();
            var users = context.getBean(Users.class);
            assertThat(users.byType.path()).isEqualTo("/counter");
            assertThat(users.byQualifier.path()).isEqualTo("/the-other");
        });
    }

    @Test
    void constructorsGetTheContextOfTheirActor() {
        runner.withUserConfiguration(Other.class)
                .run(context -> assertThat(ask(cast(context.getBean("the-otherRef", ActorRef.class)), "who are you?"))
                        .isEqualTo("/the-other, asked"));
    }

    @Test
    void customizersChangeWhatActorsAreMadeOf() {
        runner.withUserConfiguration(Counter.class)
                .withBean(ActorSpecCustomizer.class, () -> (name, spec) -> spec.withType("custom " + name))
                .run(context -> assertThat(
                                context.getBean(ActorSystem.class).inspect().children())
                        .extracting(ActorInfo::type)
                        .containsExactly("custom counter"));
    }

    @Test
    void theMailboxHasTheCapacityOfTheAnnotation() {
        runner.withUserConfiguration(Counter.class)
                .run(context -> assertThat(
                                context.getBean(ActorSystem.class).inspect().children())
                        .extracting(info -> info.mailbox().capacity())
                        .containsExactly(8));
    }

    // ---- what cannot work does not start

    @Test
    void anActorWhoseBeanCannotBeMadeFailsTheStart() {
        runner.withUserConfiguration(Broken.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("actor 'broken' could not be started")
                        .rootCause()
                        .hasMessage("no sensor"));
    }

    @Test
    void anActorWithoutHandlersFailsTheStartAndTheAnalysisSaysWhatToDo() {
        runner.withUserConfiguration(NoHandler.class).run(context -> {
            assertThat(analysis(context.getStartupFailure()).getDescription()).contains("has no method that handles");
            assertThat(analysis(context.getStartupFailure()).getAction()).contains("@Receive");
        });
    }

    @Test
    void handlersThatCannotBeToldApartOrCalledFailTheStart() {
        runner.withUserConfiguration(TwoForOne.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("two methods that handle java.lang.String: one(String) and two(String)"));
        runner.withUserConfiguration(TwoMessages.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("more than one parameter for the message"));
        runner.withUserConfiguration(NoMessage.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("no parameter for the message"));
    }

    @Test
    void twoActorsOfOneNameFailTheStart() {
        runner.withUserConfiguration(Twins.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("both actors of the name 'twin'"));
    }

    @Test
    void anActorContextIsForActorsOnly() {
        runner.withUserConfiguration(Stranger.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("@Actor beans only"));
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        var analysis = new ActorDefinitionFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("analysis of %s", failure).isNotNull();
        return analysis;
    }

    private static Object ask(ActorRef<?> actor, Object message) {
        ActorRef<Object> receiver = cast(actor);
        try {
            return receiver.ask(message, Object.class, PATIENCE).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AskException.Kind failureOf(ActorRef<CounterMessage> actor, CounterMessage message) {
        var answer = actor.ask(message, Object.class, PATIENCE);
        Awaitility.await().atMost(PATIENCE).until(answer::isDone);
        return ((AskException) answer.exceptionNow()).kind();
    }

    private static ActorRef<CounterMessage> counter(ActorRef<?> ref) {
        return cast(ref);
    }

    @SuppressWarnings("unchecked")
    private static <M> ActorRef<M> cast(ActorRef<?> ref) {
        return (ActorRef<M>) ref;
    }

    sealed interface CounterMessage {}

    record Add(int amount) implements CounterMessage {}

    record Get() implements CounterMessage {}

    record GetLater() implements CounterMessage {}

    record Fail() implements CounterMessage {}

    record FailLater() implements CounterMessage {}

    @Actor(mailboxCapacity = "8")
    static class Counter {

        static final List<String> LIVES = new CopyOnWriteArrayList<>();

        private int count;

        Counter() {
            LIVES.add("made");
        }

        @Receive
        void add(Add add) {
            count += add.amount();
        }

        @Receive
        int get(Get get) {
            return count;
        }

        @Receive
        private CompletionStage<Integer> getLater(GetLater get, ActorContext<Object> context) {
            var later = new CompletableFuture<Integer>();
            context.time().schedule(Duration.ofMillis(1), () -> later.complete(count));
            return later;
        }

        @Receive
        void fail(Fail fail) {
            throw new IllegalStateException("planted");
        }

        @Receive
        CompletionStage<Integer> failLater(FailLater fail) {
            return CompletableFuture.failedFuture(new IllegalStateException("planted"));
        }

        @PreDestroy
        void destroyed() {
            LIVES.add("destroyed");
        }
    }

    @Actor("${other.name:the-other}")
    static class Other {

        private final ActorContext<?> context;

        Other(ActorContext<?> context) {
            this.context = context;
        }

        @Receive
        String who(String question, ActorRef<Object> sender) {
            return context.self().path() + ", " + (sender.path().startsWith("ask of") ? "asked" : "told");
        }
    }

    record Users(
            ActorRef<CounterMessage> byType,
            @Qualifier("the-other") ActorRef<?> byQualifier) {}

    @Actor
    static class Broken {

        Broken() {
            throw new IllegalStateException("no sensor");
        }

        @Receive
        void any(Object message) {}
    }

    @Actor
    static class NoHandler {
        void looksLikeOne(String message) {}
    }

    @Actor
    static class TwoForOne {

        @Receive
        void one(String message) {}

        @Receive
        void two(String message) {}
    }

    @Actor
    static class TwoMessages {
        @Receive
        void both(String one, Integer two) {}
    }

    @Actor
    static class NoMessage {
        @Receive
        void none(ActorContext<Object> context) {}
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Twins.One.class, Twins.Two.class})
    static class Twins {

        @Actor("twin")
        static class One {
            @Receive
            void any(String message) {}
        }

        @Actor("${twin:twin}")
        static class Two {
            @Receive
            void any(String message) {}
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Stranger {
        @Bean
        String usesTheContext(ActorContext<?> context) {
            return context.self().path();
        }
    }

    @Test
    void theBeansOfTheRuntimeAreThere() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(ActorSystem.class)
                .hasSingleBean(ActorBeans.class)
                .hasSingleBean(ActorSystemLifecycle.class));
    }
}
