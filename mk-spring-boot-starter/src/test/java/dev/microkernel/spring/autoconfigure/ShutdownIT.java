package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What becomes of messages, threads and classes when an application ends. */
class ShutdownIT {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private final List<String> order = new CopyOnWriteArrayList<>();

        @Bean
        List<String> order() {
            return order;
        }

        @Bean
        ApplicationListener<AvailabilityChangeEvent<ReadinessState>> readiness() {
            return event -> order.add("readiness " + event.getState());
        }

        /** Sends as a message listener or a web server does, until its phase stops it. */
        @Bean
        SmartLifecycle sender() {
            return new SmartLifecycle() {
                private volatile boolean running;

                @Override
                public void start() {
                    running = true;
                }

                @Override
                public void stop() {
                    order.add("sender");
                    running = false;
                }

                @Override
                public boolean isRunning() {
                    return running;
                }

                @Override
                public int getPhase() {
                    return DEFAULT_PHASE - 2048;
                }
            };
        }
    }

    private static ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void whatWasAcceptedIsHandledAlsoWhatActorsSendOverIt(String virtualThreads) {
        int count = 500;
        var handled = new AtomicInteger();
        var gate = new CountDownLatch(1);
        var context = run("spring.threads.virtual.enabled=" + virtualThreads);
        var system = context.getBean(ActorSystem.class);
        @SuppressWarnings("unchecked")
        List<String> order = context.getBean("order", List.class);
        var last = system.spawn(counting(handled, order).withMailbox(MailboxSpec.unbounded()));
        var first = system.spawn(ActorSpec.<String>process(self -> {
                    gate.await();
                    while (true) {
                        last.tell(self.receive());
                    }
                })
                .withMailbox(MailboxSpec.unbounded()));
        for (int i = 0; i < count; i++) {
            assertThat(first.tell("message")).isEqualTo(Delivery.ACCEPTED);
        }
        Thread.ofVirtual().start(() -> {
            await().until(() -> order.contains("sender"));
            gate.countDown();
        });
        context.close();

        assertThat(handled).hasValue(count);
        assertThat(system.deadLetters().total()).isZero();
        assertThat(order).startsWith("readiness ACCEPTING_TRAFFIC", "readiness REFUSING_TRAFFIC", "sender");
    }

    private static ActorSpec<String> counting(AtomicInteger handled, List<String> order) {
        return ActorSpec.of(context -> message -> {
            if (handled.incrementAndGet() == 1) {
                order.add("handled");
            }
            return Behavior.same();
        });
    }

    @Test
    void whatIsNotHandledInTimeIsADeadLetter() {
        var context = run("mk.drain-timeout=50ms", "mk.stop-timeout=5s");
        var system = context.getBean(ActorSystem.class);
        ActorRef<String> never = system.spawn(ActorSpec.<String>process(self -> {
            self.receive();
            new CountDownLatch(1).await(); // until it is interrupted
        }));
        for (int i = 0; i < 5; i++) {
            assertThat(never.tell("message")).isEqualTo(Delivery.ACCEPTED);
        }
        context.close();

        assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED))
                .as("all but the one that it was at")
                .isEqualTo(4);
    }

    @Test
    void aClosedApplicationLeavesNoThreads() {
        var before = threads();
        var context = run(
                "mk.node.port=0",
                "spring.application.name=leaving",
                "mk.wasm.modules.echo.location=file:../mk-core/src/test/wasm/built/echo-c.wasm");
        assertThat(threads()).anyMatch(name -> name.startsWith("mk-leaving"));
        context.close();

        await().untilAsserted(() -> assertThat(threads()).isEqualTo(before));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("mk-"))
                .sorted()
                .toList();
    }

    /** In a process of its own, where soft references, which Spring's caches are, last no longer than weak ones. */
    @Test
    void anApplicationCanBeStartedAgainWithNewClassesAndTheOldOnesAreLetGo() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:SoftRefLRUPolicyMSPerMB=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestartingMain.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
