package dev.microkernel.wasm;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests on real threads: who spins, or waits, keeps nobody else from anything. */
class WasmThreadsTest {

    private static final WasmModule ECHO = Guests.module("built/echo-c.wasm");
    private static final WasmModule FIBER = Guests.module("built/fiber-c.wasm");

    private final ActorSystem system = ActorSystem.named("threads").start();

    @AfterEach
    void close() {
        system.close();
    }

    private List<ActorRef<Object>> spawn(int count, WasmModule module, WasmOptions options) {
        return IntStream.range(0, count)
                .mapToObj(i -> system.spawn(WasmActors.spec(module, options).withRestart(RestartType.TEMPORARY)))
                .toList();
    }

    private static void tell(List<ActorRef<Object>> actors, int type, byte[] payload) {
        actors.forEach(actor -> actor.tell(new WireMessage(type, payload)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moreSpinnersThanThreadsAreStoppedWhileOthersAnswer(boolean fiber) {
        var limits = WasmLimits.DEFAULT.withRunTime(ofMillis(200));
        var options = WasmOptions.DEFAULT.withLimits(limits);
        var spinners = spawn(24, Guests.module("built/spinner-wat.wasm"), fiber ? options.withFiber() : options);
        List<CompletableFuture<ExitReason>> ends =
                spinners.stream().map(system::monitor).toList();
        var others = spawn(4, ECHO, WasmOptions.DEFAULT);
        tell(spinners, 1, new byte[0]);
        for (int round = 0; round < 20; round++) {
            for (var other : others) {
                assertThat(other.ask(new WireMessage(1, new byte[3]), WireMessage.class, ofSeconds(10)))
                        .succeedsWithin(ofSeconds(10))
                        .isEqualTo(new WireMessage(2, new byte[3]));
            }
        }
        for (var end : ends) {
            assertThat(end).succeedsWithin(ofSeconds(20)).isEqualTo(new ExitReason.Deadline(ofMillis(200)));
        }
    }

    @Test
    void spinnersAreStoppedAndRestartedAtOnceWhenToldTo() {
        var patient = WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withRunTime(ofSeconds(60)));
        var spinners = spawn(4, Guests.module("built/spinner-wat.wasm"), patient);
        tell(spinners, 1, new byte[0]);
        assertThat(spinners.getFirst().ask(new WireMessage(5, new byte[0]), WireMessage.class, ofMillis(50)))
                .failsWithin(ofSeconds(5)); // it spins
        system.restart(spinners.getFirst());
        assertThat(spinners.getFirst().ask(new WireMessage(5, new byte[0]), WireMessage.class, ofSeconds(5)))
                .succeedsWithin(ofSeconds(5));
        for (var spinner : spinners) {
            var end = system.monitor(spinner);
            system.stop(spinner);
            assertThat(end).succeedsWithin(ofSeconds(4)).isEqualTo(new ExitReason.Stopped());
        }
        assertThat(system.killed()).isZero();
    }

    @Test
    void thousandsOfFibersSleepAtOnceAndAreStoppedAtOnce() {
        var fibers = spawn(2_000, FIBER, WasmOptions.DEFAULT.withFiber());
        tell(fibers, 1, Guests.u32(1_000_000));
        var awake = spawn(1, FIBER, WasmOptions.DEFAULT.withFiber()).getFirst();
        assertThat(awake.ask(new WireMessage(1, Guests.u32(5)), WireMessage.class, ofSeconds(20)))
                .succeedsWithin(ofSeconds(20))
                .isEqualTo(new WireMessage(2, Guests.u32(0)));
        var ends = fibers.stream().map(system::monitor).toList();
        fibers.forEach(system::stop);

        assertThat(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)))
                .succeedsWithin(ofSeconds(20));
        assertThat(system.killed()).isZero();
    }

    @Test
    void anAskIsAnsweredByBytesOrByARecordOfThatType() {
        var actor = spawn(1, ECHO, WasmOptions.DEFAULT).getFirst();

        assertThat(actor.ask(new Question(7), Answer.class, ofSeconds(5)))
                .succeedsWithin(ofSeconds(5))
                .isEqualTo(new Answer(7));
    }

    @dev.microkernel.codec.MessageType(70)
    record Question(int number) {}

    @dev.microkernel.codec.MessageType(71)
    record Answer(int number) {}
}
