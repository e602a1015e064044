package dev.microkernel.wasm;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every limit that is overrun ends the actor with that reason, and is counted. */
class WasmLimitsTest {

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    private ActorRef<Object> talker(WasmLimits limits) {
        return guests.spawn(
                Guests.module("hostile/talker.wasm"),
                WasmOptions.DEFAULT.withLimits(limits).withFiber().withConsole(text -> {}));
    }

    private ExitReason endOver(ActorRef<Object> actor, int type, Duration passing) {
        CompletableFuture<ExitReason> end = guests.system.monitor(actor);
        guests.send(actor, type);
        guests.simulation.advance(passing);
        return end.getNow(null);
    }

    @Test
    void messagesSent() {
        var actor = talker(WasmLimits.DEFAULT.withSends(100, 1 << 20));

        assertThat(endOver(actor, 1, Duration.ZERO)).isEqualTo(new ExitReason.Overrun("messages sent a second", 100));
        assertThat(guests.received).hasSize(100);
    }

    @Test
    void bytesSent() {
        var actor = talker(WasmLimits.DEFAULT.withSends(1_000, 100_000));

        assertThat(endOver(actor, 4, Duration.ZERO)).isEqualTo(new ExitReason.Overrun("bytes sent a second", 100_000));
        assertThat(guests.received).hasSize(4); // the last one is paid for with what comes later
    }

    @Test
    void linesLoggedAndPrinted() {
        assertThat(endOver(talker(WasmLimits.DEFAULT.withLogLines(10)), 2, Duration.ZERO))
                .isEqualTo(new ExitReason.Overrun("lines logged a second", 10));
        assertThat(endOver(talker(WasmLimits.DEFAULT.withLogLines(10)), 3, Duration.ZERO))
                .isEqualTo(new ExitReason.Overrun("lines logged a second", 10));
    }

    @Test
    void childrenSpawned() {
        var child = Guests.file("built/echo-wat.wasm");
        var spawner = new TinyModule()
                .importing("mk_spawn_wasm", "i32 i32 i32 -> i64")
                .data(child)
                .i32(0)
                .i32(child.length)
                .i32(8)
                .call("mk_spawn_wasm")
                .drop()
                .build();
        var actor = guests.spawn(
                WasmModule.of(spawner),
                WasmOptions.DEFAULT
                        .withGrants(Grants.NONE.with(Grants.Permission.SPAWN))
                        .withLimits(WasmLimits.DEFAULT.withChildren(2)));
        guests.send(actor, 1);
        guests.send(actor, 1);
        assertThat(guests.system.actors()).isEqualTo(4);

        assertThat(endOver(actor, 1, Duration.ZERO)).isEqualTo(new ExitReason.Overrun("children", 2));
        assertThat(guests.system.actors()).as("children end with their parent").isEqualTo(1);
    }

    @Test
    void timeByTheClockWithWaitingCounted() {
        var actor = talker(WasmLimits.DEFAULT.withMessageTime(ofSeconds(2)));

        assertThat(endOver(actor, 5, ofSeconds(1))).isNull();
        guests.simulation.advance(ofSeconds(1));
        assertThat(guests.system.actors()).isEqualTo(1);
    }

    @Test
    void waitingForTheNextMessageIsNotCounted() {
        var actor = talker(WasmLimits.DEFAULT.withMessageTime(ofSeconds(2)));

        assertThat(endOver(actor, 6, ofSeconds(100))).isNull();
    }

    @Test
    void runTimeIsMeasuredWithoutWaits() {
        var limits = WasmLimits.DEFAULT.withRunTime(ofMillis(100));
        var options = WasmOptions.DEFAULT.withLimits(limits).withFiber();
        var actor = guests.spawn(Guests.module("built/spinner-wat.wasm"), options);

        assertThat(endOver(actor, 1, Duration.ZERO)).isEqualTo(new ExitReason.Deadline(ofMillis(100)));
        assertThat(endOver(talker(limits), 5, ofSeconds(100))).isNull();
    }

    @Test
    void anAllowanceFillsUpAgain() {
        var allowance = new Allowance(10, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(allowance.take(1, 0)).isTrue();
        }
        assertThat(allowance.take(1, 99_999_999)).isFalse();
        assertThat(allowance.take(1, 200_000_000)).isTrue();
        assertThat(allowance.take(1_000, 400_000_000)).isTrue();
        assertThat(allowance.take(1, 2_000_000_000)).isFalse();
    }

    @Test
    void overrunsAreCountedOverRestarts() {
        var actor = guests.system.spawn(
                "talker",
                WasmActors.spec(
                        Guests.module("hostile/talker.wasm"),
                        WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withSends(5, 1_000))));
        guests.send(actor, 1);
        guests.simulation.advance(ofSeconds(5));
        guests.send(actor, 7); // it does nothing over that
        var info = WasmActors.inspect(actor).orElseThrow();

        assertThat(info.counts().abnormalExits()).containsEntry("messages sent a second", 1L);
        assertThat(info.counts().messagesHandled()).isEqualTo(2);
        assertThat(info.counts().messagesSent()).isEqualTo(5);
        assertThat(guests.system.inspect().children().getLast().state()).isEqualTo(ActorInfo.State.RUNNING);
        assertThat(guests.system.restarts()).isEqualTo(1);
    }

    @Test
    void limitsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> WasmLimits.DEFAULT.withMemory(1_000)).hasMessageContaining("memoryBytes=1000");
        assertThatThrownBy(() -> WasmLimits.DEFAULT.withRunTime(Duration.ZERO)).hasMessageContaining("runTime=PT0S");
        assertThatThrownBy(() -> WasmLimits.DEFAULT.withMessageTime(ofSeconds(-1)))
                .hasMessageContaining("messageTime=PT-1S");
        assertThatThrownBy(() -> WasmLimits.DEFAULT.withSends(0, 1)).hasMessageContaining("messagesPerSecond=0");
        assertThatThrownBy(() -> WasmLimits.DEFAULT.withChildren(-1)).hasMessageContaining("children=-1");
    }
}
