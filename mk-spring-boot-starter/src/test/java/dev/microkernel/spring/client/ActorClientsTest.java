package dev.microkernel.spring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.AskTimeout;
import dev.microkernel.spring.DeliveryException;
import dev.microkernel.spring.Receive;
import dev.microkernel.spring.autoconfigure.ActorClientAutoConfiguration;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.client.scanned.GreeterClient;
import dev.microkernel.spring.client.scanned.Greeting;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Interfaces whose methods send messages to actors. */
class ActorClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(MicrokernelAutoConfiguration.class, ActorClientAutoConfiguration.class))
            .withPropertyValues("mk.clients.ask-timeout=30s")
            .withUserConfiguration(Counter.class);

    @Test
    void aMethodSendsAsItsReturnTypeSays() {
        runner.run(context -> {
            var counter = context.getBean(ActorClients.class).create(CounterClient.class);
            counter.add(new Add(1));
            assertThat(counter.tryAdd(new Add(2))).isEqualTo(Delivery.ACCEPTED);
            assertThat(counter.get(new Get())).isEqualTo(3);
            assertThat(counter.later(new Get()).toCompletableFuture().get()).isEqualTo(3);
            assertThat(counter.future(new Get()).get()).isEqualTo(3);
            assertThat(counter.mono(new Get()).block(PATIENCE)).isEqualTo(3);
            assertThat(counter.flux(new Count()).take(2).collectList().block(PATIENCE))
                    .isEqualTo(List.of(3, 4));
            assertThat(counter.twice(4)).isEqualTo(11);
        });
    }

    @Test
    void aMonoAsksWithEverySubscriptionAndNotBefore() {
        runner.run(context -> {
            var counter = context.getBean(ActorClients.class).create(CounterClient.class);
            var mono = counter.mono(new Get());
            counter.add(new Add(1));
            assertThat(mono.block(PATIENCE)).isEqualTo(1);
            counter.add(new Add(1));
            assertThat(mono.block(PATIENCE)).isEqualTo(2);
        });
    }

    @Test
    void aClientIsAnObject() {
        runner.run(context -> {
            var clients = context.getBean(ActorClients.class);
            var counter = clients.create(CounterClient.class);
            assertThat(counter)
                    .isEqualTo(counter)
                    .isNotEqualTo(clients.create(CounterClient.class))
                    .hasSameHashCodeAs(counter)
                    .hasToString("client " + CounterClient.class.getName());
        });
    }

    @Test
    void whatGoesWrongIsThrownWithItsKind() {
        runner.withPropertyValues("mk.actors.counter.restart=temporary").run(context -> {
            var counter = context.getBean(ActorClients.class).create(CounterClient.class);
            assertThatThrownBy(() -> counter.fail(new Fail()))
                    .isInstanceOfSatisfying(
                            AskException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.RECEIVER_FAILED))
                    .hasRootCauseMessage("planted");
            context.getBean(ActorSystem.class)
                    .monitor(context.getBean("counterRef", ActorRef.class))
                    .get();
            assertThatThrownBy(() -> counter.add(new Add(1)))
                    .isInstanceOfSatisfying(
                            DeliveryException.class,
                            refused -> assertThat(refused.delivery()).isEqualTo(Delivery.REFUSED_STOPPED))
                    .hasMessage("/counter refused Add: it has stopped");
            assertThat(counter.tryAdd(new Add(1))).isEqualTo(Delivery.REFUSED_STOPPED);
        });
    }

    @Test
    void noReplyInTimeIsThrownAsSuch() {
        runner.run(context -> {
            var counter = context.getBean(ActorClients.class).create(ImpatientClient.class);
            assertThatThrownBy(() -> counter.never(new Never()))
                    .isInstanceOfSatisfying(
                            AskException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.TIMEOUT));
        });
    }

    @Test
    void aWaitEndsWithAnInterruption() {
        runner.run(context -> {
            var counter = context.getBean(ActorClients.class).create(CounterClient.class);
            var thrown = new AtomicReference<Throwable>();
            var stillInterrupted = new CompletableFuture<Boolean>();
            var caller = Thread.ofVirtual().unstarted(() -> {
                Thread.currentThread().interrupt();
                try {
                    counter.never(new Never());
                } catch (IllegalStateException interrupted) {
                    thrown.set(interrupted);
                }
                stillInterrupted.complete(Thread.interrupted());
            });
            caller.start();
            assertThat(stillInterrupted.get()).isTrue();
            assertThat(thrown.get()).hasCauseInstanceOf(InterruptedException.class);
        });
    }

    @Test
    void threadsThatOthersDependOnMayNotWait() {
        runner.run(context -> {
            var counter = context.getBean(ActorClients.class).create(CounterClient.class);
            assertThatThrownBy(() -> Mono.fromCallable(() -> counter.get(new Get()))
                            .subscribeOn(Schedulers.parallel())
                            .block(PATIENCE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not wait; have the method return a Mono");
            ActorRef<Object> behavior = context.getBean(ActorSystem.class).spawn(ActorSpec.of(self -> message -> {
                self.reply(counter.get(new Get()));
                return Behavior.same();
            }));
            var answer = behavior.ask("wait!", Integer.class, PATIENCE);
            assertThat(answer)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(AskException.class);
        });
    }

    @Test
    void actorsByKeyTakeAKey() {
        runner.withUserConfiguration(Device.class).run(context -> {
            var devices = context.getBean(ActorClients.class).create(DeviceClient.class);
            assertThat(devices.who(new ActorKey("kitchen"), "?")).isEqualTo("kitchen");
            assertThatThrownBy(() -> devices.who(new ActorKey("a/b"), "?"))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void referencesThatAreNoActorBeansHaveClientsToo() {
        runner.withUserConfiguration(ForeignRef.class)
                .run(context -> assertThat(context.getBean(ActorClients.class)
                                .create(ForeignClient.class)
                                .echo("hello"))
                        .isEqualTo("hello"));
    }

    @Test
    void clientsInTheApplicationsPackagesAreBeans() {
        runner.withUserConfiguration(Greeting.class)
                .withPropertyValues("greeter.name=polite")
                .run(context -> assertThat(context.getBean(GreeterClient.class).greet("you"))
                        .isEqualTo("Hello you"));
    }

    @Test
    void scanningBacksOffWhereTheApplicationMakesTheClient() {
        GreeterClient own = name -> "Hi " + name;
        runner.withUserConfiguration(Greeting.class)
                .withPropertyValues("greeter.name=polite")
                .withBean("own", GreeterClient.class, () -> own)
                .run(context -> assertThat(context.getBean(GreeterClient.class)).isSameAs(own));
    }

    // ---- what cannot work

    @Test
    void mistakesAreNamedBeforeAnythingIsSent() {
        runner.withUserConfiguration(Device.class).run(context -> {
            var clients = context.getBean(ActorClients.class);
            assertMistake(
                    clients, NobodysClient.class, "for actor 'nobody', and there is none", "one of counter, device");
            assertMistake(
                    clients,
                    StrangerClient.class,
                    "sends java.lang.String, which actor 'counter' does not",
                    "get(Get)");
            assertMistake(
                    clients, WaitsInVain.class, "method add(Add) of actor 'counter' returns none", "not return void");
            assertMistake(clients, WaitsForOther.class, "waits for java.lang.String, and method get(Get)", "the same");
            assertMistake(clients, TwoParameters.class, "must take the message, and nothing else", "void set(");
            assertMistake(clients, KeylessClient.class, "must take an ActorKey and the message", "one of several");
            assertMistake(clients, Timeless.class, "@AskTimeout(\"soon\") is no time to wait", "500ms");
            assertMistake(clients, Instant.class, "it must be longer than zero", "500ms");
            assertMistake(clients, Runnable.class, "is no interface with @ActorClient", "Annotate");
        });
    }

    private static void assertMistake(ActorClients clients, Class<?> type, String description, String action) {
        assertThatThrownBy(() -> clients.create(type))
                .isInstanceOfSatisfying(
                        ActorDefinitionException.class,
                        mistake -> assertThat(mistake.action()).contains(action))
                .hasMessageContaining(description);
    }

    sealed interface Message {}

    record Add(int amount) implements Message {}

    record Get() implements Message {}

    record Count() implements Message {}

    record Never() implements Message {}

    record Fail() implements Message {}

    @Actor
    static class Counter {

        private int count;

        @Receive
        void add(Add add) {
            count += add.amount();
        }

        @Receive
        int get(Get get) {
            return count;
        }

        @Receive
        Flux<Integer> count(Count message) {
            return Flux.range(count, 100);
        }

        @Receive
        CompletionStage<Integer> never(Never never) {
            return new CompletableFuture<>();
        }

        @Receive
        Integer fail(Fail fail) {
            throw new IllegalStateException("planted");
        }
    }

    @ActorClient("counter")
    interface CounterClient {
        void add(Add add);

        Delivery tryAdd(Add add);

        int get(Get get);

        CompletionStage<Integer> later(Get get);

        CompletableFuture<Integer> future(Get get);

        Mono<Integer> mono(Get get);

        Flux<Integer> flux(Count count);

        Integer fail(Fail fail);

        int never(Never never);

        default int twice(int amount) {
            add(new Add(amount));
            add(new Add(amount));
            return get(new Get());
        }
    }

    @ActorClient("counter")
    @AskTimeout("1h")
    interface ImpatientClient {
        @AskTimeout("${patience:20ms}")
        int never(Never never);
    }

    @Actor(path = "/device/{id}")
    static class Device {

        private final ActorKey key;

        Device(ActorKey key) {
            this.key = key;
        }

        @Receive
        String who(String question) {
            return key.value();
        }
    }

    @ActorClient("device")
    interface DeviceClient {
        String who(ActorKey key, String question);
    }

    @Configuration(proxyBeanMethods = false)
    static class ForeignRef {
        @Bean
        ActorRef<String> foreignRef(ActorSystem system) {
            return system.spawn("foreign", ActorSpec.of(context -> message -> {
                context.reply(message);
                return Behavior.same();
            }));
        }
    }

    @ActorClient("foreign")
    interface ForeignClient {
        String echo(String message);
    }

    @ActorClient("nobody")
    interface NobodysClient {
        void add(Add add);
    }

    @ActorClient("counter")
    interface StrangerClient {
        void add(String text);
    }

    @ActorClient("counter")
    interface WaitsInVain {
        Mono<Void> add(Add add);
    }

    @ActorClient("counter")
    interface WaitsForOther {
        CompletionStage<String> get(Get get);
    }

    @ActorClient("counter")
    interface TwoParameters {
        void add(Add add, int more);
    }

    @ActorClient("device")
    interface KeylessClient {
        void who(String question);
    }

    @ActorClient("counter")
    interface Timeless {
        @AskTimeout("soon")
        int get(Get get);
    }

    @ActorClient("counter")
    interface Instant {
        @AskTimeout("0s")
        int get(Get get);
    }
}
