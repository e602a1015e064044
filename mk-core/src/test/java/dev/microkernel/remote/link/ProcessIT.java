package dev.microkernel.remote.link;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.Mount;
import dev.microkernel.system.ActorSystem;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link with a node in another process, which is killed, stopped and resumed. */
class ProcessIT {

    private final ActorSystem system =
            ActorSystem.named("tester").nodeId(1).links(NodeProcess.SETTINGS).start();
    private NodeProcess process;
    private Mount mount;

    @BeforeEach
    void start() throws Exception {
        process = NodeProcess.start(0);
        mount = system.mount(process.address());
    }

    @AfterEach
    void close() {
        process.close();
        assertThat(system.close(ofSeconds(10))).isTrue();
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(ofSeconds(60)).until(condition::getAsBoolean);
    }

    private ActorRef<Object> find(String name) {
        await(name, () -> system.registry().lookup(name).isPresent());
        return system.registry().lookup(name).orElseThrow();
    }

    private int total() throws Exception {
        return find("total")
                .ask(new WireMessage(1, new byte[0]), WireMessage.class, ofSeconds(30))
                .get()
                .type();
    }

    @Test
    void aNodeThatIsKilledIsMissedAndItsNextLifeIsAnother() throws Exception {
        var former = find("counter");
        var incarnation = system.peers().getFirst().incarnation();
        var end = system.monitor(former);
        process.kill();
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Unreachable(9));
        process = NodeProcess.start(process.address().getPort());
        await("the mount comes back", () -> mount.peer().isPresent());
        var present = find("counter");

        assertThat(system.peers().getFirst().incarnation()).isNotEqualTo(incarnation);
        assertThat(present.id()).isEqualTo(former.id());
        assertThat(former.tell(new WireMessage(7, new byte[0]))).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(present.tell(new WireMessage(7, new byte[0]))).isEqualTo(Delivery.ACCEPTED);
        await("one message, not two", () -> {
            try {
                return total() == 1;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aNodeThatStandsStillIsMissedAndTheSameWhenItGoesOn() throws Exception {
        var counter = find("counter");
        var incarnation = system.peers().getFirst().incarnation();
        var end = system.monitor(counter);
        process.stop();
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Unreachable(9));
        assertThat(system.peers()).isEmpty();
        // Its watchers hear of it first, and the mount a moment later.
        await("the mount says why", () -> mount.lastError().isPresent());
        process.resume();
        await("the mount comes back", () -> mount.peer().isPresent());

        assertThat(system.peers().getFirst().incarnation()).isEqualTo(incarnation);
        assertThat(counter.ask(new WireMessage(7, new byte[] {1}), WireMessage.class, ofSeconds(30))
                        .get())
                .isEqualTo(new WireMessage(8, new byte[] {1}));
    }

    @Test
    void whatIsToBeConfirmedArrivesOnceAcrossTheTimesThatANodeStandsStill() throws Exception {
        var counter = system.confirmed(find("counter"));
        var message = new WireMessage(7, new byte[64]);
        int told = 0;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 500; i++) {
                told += counter.tell(message) == Delivery.ACCEPTED ? 1 : 0;
            }
            process.stop();
            for (int i = 0; i < 500; i++) {
                told += counter.tell(message) == Delivery.ACCEPTED ? 1 : 0;
            }
            await("it is missed", () -> system.peers().isEmpty());
            process.resume();
            await("it is back", () -> mount.peer().isPresent());
        }
        int expected = told;
        assertThat(expected).isEqualTo(3_000);
        await("all have arrived", () -> {
            try {
                return total() >= expected;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(total()).isEqualTo(expected);
        assertThat(system.deadLetters().count(Reason.UNCONFIRMED)).isZero();
    }
}
