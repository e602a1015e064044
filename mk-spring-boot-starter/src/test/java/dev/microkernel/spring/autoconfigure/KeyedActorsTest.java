package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.spring.Receive;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Actor beans with a path: one actor for each key. */
class KeyedActorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class));

    @Test
    void eachKeyHasAnActorWithABeanOfItsOwn() {
        runner.withUserConfiguration(Device.class, Users.class).run(context -> {
            var devices = context.getBean(Users.class).byType;
            assertThat(devices).isSameAs(context.getBean(Users.class).byQualifier);
            assertThat(devices.get("kitchen").ask("a", String.class, PATIENCE).get())
                    .isEqualTo("kitchen 1");
            assertThat(devices.get("kitchen").ask("b", String.class, PATIENCE).get())
                    .isEqualTo("kitchen 2");
            assertThat(devices.get("cellar").ask("c", String.class, PATIENCE).get())
                    .isEqualTo("cellar 1");
            assertThat(devices.keys()).containsExactly("cellar", "kitchen");
            assertThat(context.getBean(ActorSystem.class).find("/device/kitchen"))
                    .isPresent();
        });
    }

    @Test
    void theBoundAndTheIdleTimeAreSettings() {
        runner.withUserConfiguration(Device.class, Users.class)
                .withPropertyValues("mk.actors.device.keys.max=1", "mk.actors.device.keys.idle-timeout=20ms")
                .run(context -> {
                    var devices = context.getBean(Users.class).byType;
                    assertThat(devices.get("a").tell("x")).isEqualTo(Delivery.ACCEPTED);
                    Awaitility.await().atMost(PATIENCE).until(() -> devices.size() == 0);
                    assertThat(devices.get("b").tell("x")).isEqualTo(Delivery.ACCEPTED);
                });
    }

    @Test
    void theyStandWhereTheirParentIs() {
        runner.withUserConfiguration(Device.class, Users.class)
                .withPropertyValues("mk.supervisors.fleet.strategy=one-for-one", "mk.actors.device.parent=fleet")
                .run(context -> {
                    var devices = context.getBean(Users.class).byType;
                    assertThat(devices.get("a").path()).isEqualTo("/fleet/device/a");
                    assertThat(devices.get("a").ask("x", String.class, PATIENCE).get())
                            .isEqualTo("a 1");
                    assertThat(context.getBean(ActorSystem.class).find("/fleet/device/a"))
                            .isPresent();
                });
    }

    /** Senders race actors that leave all the time: what was accepted is handled, once. */
    @Test
    void nothingThatIsAcceptedIsLostToIdleness() {
        runner.withUserConfiguration(Counting.class)
                .withPropertyValues("mk.actors.counting.keys.idle-timeout=1ms")
                .run(context -> {
                    Counting.HANDLED.set(0);
                    Counting.BEANS.set(0);
                    @SuppressWarnings("unchecked")
                    KeyedActors<Integer> counting = context.getBean("countingActors", KeyedActors.class);
                    var accepted = new AtomicLong();
                    var done = new CountDownLatch(4);
                    try (var senders = Executors.newFixedThreadPool(4)) {
                        for (int sender = 0; sender < 4; sender++) {
                            senders.execute(() -> {
                                try {
                                    send(counting, accepted);
                                } finally {
                                    done.countDown();
                                }
                            });
                        }
                        done.await();
                    }
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(Counting.HANDLED).hasValue(accepted.get()));
                    assertThat(accepted.get()).isPositive();
                    assertThat(Counting.BEANS.get())
                            .as("actors that came and left")
                            .isGreaterThan(20);
                });
    }

    private static void send(KeyedActors<Integer> counting, AtomicLong accepted) {
        for (int i = 0; i < 400; i++) {
            for (int burst = 0; burst < 50; burst++) {
                if (counting.get("key" + i % 3).tell(i) == Delivery.ACCEPTED) {
                    accepted.incrementAndGet();
                }
            }
            LockSupport.parkNanos(1_000_000); // about when the actors leave
        }
    }

    @Test
    void whatCannotWorkFailsTheStart() {
        runner.withUserConfiguration(BadPath.class).run(context -> {
            assertThat(analysis(context.getStartupFailure()).getDescription())
                    .contains("must be a name and one variable, path=/device/{id}/{part}");
            assertThat(analysis(context.getStartupFailure()).getAction()).contains("@Actor(path = \"/device/{id}\")");
        });
        runner.withUserConfiguration(TwoNames.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("two names: value=one, path=/two/{id}"));
        runner.withUserConfiguration(Device.class, Child.class)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("'device', whose children are the actors of its keys"));
        runner.withUserConfiguration(Device.class)
                .withPropertyValues("mk.actors.device.restart=permanent", "mk.actors.device.keys.idle-timeout=1m")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("when it is idle cannot be permanent"));
        runner.withUserConfiguration(Device.class)
                .withPropertyValues("mk.actors.device.mailbox.capacity=0")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("actor 'device' cannot be made", "capacity=0"));
        runner.withUserConfiguration(Device.class)
                .withPropertyValues("mk.actors.device.keys.max=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("mk.actors.device.keys")
                        .hasStackTraceContaining("most keys must be 1..1000000"));
    }

    @Test
    void aKeyIsForActorsWithAPathOnly() {
        runner.withUserConfiguration(Keyless.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("@Actor beans with a path only"));
    }

    private static FailureAnalysis analysis(Throwable failure) {
        assertThat(failure).isNotNull();
        var analysis = new ActorDefinitionFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("analysis of %s", failure).isNotNull();
        return analysis;
    }

    @Actor(path = "/device/{id}")
    static class Device {

        private final ActorKey key;
        private int count;

        Device(ActorKey key) {
            this.key = key;
        }

        @Receive
        String any(String message) {
            count++;
            return key + " " + count;
        }
    }

    record Users(
            KeyedActors<String> byType, @Qualifier("device") KeyedActors<?> byQualifier) {}

    @Actor(path = "/counting/{id}")
    static class Counting {

        static final AtomicLong HANDLED = new AtomicLong();
        static final AtomicLong BEANS = new AtomicLong();

        Counting() {
            BEANS.incrementAndGet();
        }

        @Receive
        void count(Integer message) {
            HANDLED.incrementAndGet();
        }
    }

    @Actor(path = "/device/{id}/{part}")
    static class BadPath {
        @Receive
        void any(String message) {}
    }

    @Actor(value = "one", path = "/two/{id}")
    static class TwoNames {
        @Receive
        void any(String message) {}
    }

    @Actor(parent = "device")
    static class Child {
        @Receive
        void any(String message) {}
    }

    @Actor
    static class Keyless {

        Keyless(ActorKey key) {}

        @Receive
        void any(String message) {}
    }
}
