package dev.microkernel.remote.link;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.Protection;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A link with a node in another network namespace of this machine, over a pair of virtual cards that is cut, slowed down, and
 * made to lose and reorder packets. Skipped where namespaces cannot be made: that needs root, and the tools ip and tc.
 */
class NetworkIT {

    private static final String TAG = String.valueOf(ProcessHandle.current().pid() % 100_000);
    private static final String NAMESPACE = "mk" + TAG;
    private static final String HERE = "mka" + TAG;
    private static final String THERE = "mkb" + TAG;
    private static final String ADDRESS_THERE = "10.213.7.2";

    private ActorSystem system;
    private NodeProcess process;
    private Mount mount;

    /** Runs a command; whether it succeeded. */
    private static boolean run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes(); // so that it does not wait for a reader
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such tool
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        assumeThat(run("ip", "netns", "add", NAMESPACE))
                .as("network namespaces can be made")
                .isTrue();
        assumeThat(run("ip", "link", "add", HERE, "type", "veth", "peer", "name", THERE, "netns", NAMESPACE)
                        && run("ip", "addr", "add", "10.213.7.1/30", "dev", HERE)
                        && run("ip", "link", "set", HERE, "up")
                        && run("ip", "-n", NAMESPACE, "addr", "add", ADDRESS_THERE + "/30", "dev", THERE)
                        && run("ip", "-n", NAMESPACE, "link", "set", THERE, "up"))
                .as("virtual cards can be made")
                .isTrue();
        system = ActorSystem.named("tester").nodeId(1).links(NodeProcess.KEYED).start();
        process = NodeProcess.start(List.of("ip", "netns", "exec", NAMESPACE), ADDRESS_THERE, 0);
        mount = system.mount(process.address());
    }

    @AfterEach
    void close() {
        if (process != null) {
            process.close();
        }
        if (system != null) {
            assertThat(system.close(ofSeconds(10))).isTrue();
        }
        var _ = run("ip", "link", "del", HERE);
        var _ = run("ip", "netns", "del", NAMESPACE);
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(ofSeconds(60)).until(condition::getAsBoolean);
    }

    private ActorRef<Object> find(String name) {
        await(name, () -> system.registry().lookup(name).isPresent());
        return system.registry().lookup(name).orElseThrow();
    }

    private int total() {
        return find("total")
                .ask(new WireMessage(1, new byte[0]), WireMessage.class, ofSeconds(30))
                .join()
                .type();
    }

    @Test
    void aCutIsNoticedAndNothingThatIsToBeConfirmedIsLostOrDoubled() {
        var counter = system.confirmed(find("counter"));
        assertThat(system.peers().getFirst().protection()).isEqualTo(Protection.KEY);
        var message = new WireMessage(7, new byte[256]);
        int told = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_000; i++) {
                told += counter.tell(message) == Delivery.ACCEPTED ? 1 : 0;
            }
            assertThat(run("ip", "link", "set", HERE, "down")).isTrue();
            for (int i = 0; i < 500; i++) {
                told += counter.tell(message) == Delivery.ACCEPTED ? 1 : 0;
            }
            await("the cut is noticed", () -> system.peers().isEmpty());
            assertThat(run("ip", "link", "set", HERE, "up")).isTrue();
            await("the mount comes back", () -> mount.peer().isPresent());
        }
        int expected = told;
        await("all have arrived", () -> total() >= expected);

        assertThat(expected).isEqualTo(3_000);
        assertThat(total()).isEqualTo(expected);
        assertThat(system.deadLetters().count(Reason.UNCONFIRMED)).isZero();
    }

    @Test
    void aNetworkThatDelaysLosesAndReordersIsSlowAndNothingElse() {
        assumeThat(run(
                        "tc", "qdisc", "add", "dev", HERE, "root", "netem", "delay", "20ms", "5ms", "loss", "2%",
                        "reorder", "25%", "50%"))
                .as("the kernel can disturb networks")
                .isTrue();
        var counter = find("counter");
        for (int i = 0; i < 100; i++) {
            var answer = counter.ask(new WireMessage(i, new byte[64]), WireMessage.class, ofSeconds(30))
                    .join();
            assertThat(answer.type()).isEqualTo(i + 1);
        }
        await(
                "a round trip is measured",
                () -> system.peers().getFirst().roundTrip().isPresent());

        assertThat(system.peers().getFirst().roundTrip())
                .hasValueSatisfying(time -> assertThat(time).isGreaterThan(ofMillis(1)));
        assertThat(total()).isEqualTo(100);
    }
}
