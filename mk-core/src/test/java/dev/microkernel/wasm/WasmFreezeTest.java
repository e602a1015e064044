package dev.microkernel.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actors that are written down, and go on elsewhere. */
class WasmFreezeTest {

    private static final WasmModule COUNTER = Guests.module("built/counter-c.wasm");
    private static final int INCREMENT = 1;
    private static final int COUNT = 2;

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    private ActorRef<Object> counter(int count) {
        var actor = guests.spawn(COUNTER, WasmOptions.DEFAULT);
        for (int i = 0; i < count; i++) {
            guests.send(actor, INCREMENT);
        }
        guests.received.clear();
        return actor;
    }

    private WasmSnapshot frozen(ActorRef<Object> actor) {
        var done = WasmActors.freeze(actor);
        guests.simulation.settle();
        return done.join();
    }

    private ActorRef<Object> restore(Guests node, WasmSnapshot snapshot) {
        var actor =
                node.system.spawn(WasmActors.restored(COUNTER, WasmOptions.DEFAULT, WasmSnapshot.of(snapshot.toBytes()))
                        .withRestart(RestartType.TEMPORARY));
        node.simulation.settle();
        return actor;
    }

    @Test
    void goesOnWhereItWas() {
        var actor = counter(3);
        var end = guests.system.monitor(actor);
        var snapshot = frozen(actor);

        assertThat(end).isCompletedWithValue(new ExitReason.Normal());
        var restored = restore(guests, snapshot);
        guests.send(restored, INCREMENT);
        assertThat(guests.received).containsExactly(new WireMessage(COUNT, Guests.u32(4)));
    }

    @Test
    void goesOnInAnotherNode() {
        var snapshot = frozen(counter(41));
        try (var other = new Guests()) {
            var restored = restore(other, snapshot);
            other.send(restored, INCREMENT);

            assertThat(other.received).containsExactly(new WireMessage(COUNT, Guests.u32(42)));
        }
    }

    @Test
    void messagesThatWaitGoWithItInOrder() {
        var actor = counter(1);
        for (int i = 0; i < 5; i++) {
            actor.tell(new WireMessage(INCREMENT, new byte[0]), guests.peer);
        }
        guests.system.suspend(actor);
        guests.simulation.settle();
        int before = guests.received.size();
        var done = WasmActors.freeze(actor);
        guests.system.resume(actor);
        guests.simulation.settle();
        var snapshot = done.join();
        assertThat(snapshot.messageCount() + before + guests.received.size() - before)
                .isEqualTo(5);

        var restored = restore(guests, snapshot);
        guests.send(restored, INCREMENT);
        assertThat(guests.received)
                .extracting(message -> Guests.u32(message.payload()))
                .containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void aFullMailboxIsTakenDownWhole() {
        var actor = guests.system.spawn(WasmActors.spec(COUNTER).withMailbox(MailboxSpec.bounded(4)));
        guests.simulation.settle();
        var done = WasmActors.freeze(actor);
        for (int i = 0; i < 4; i++) {
            actor.tell(new WireMessage(INCREMENT, new byte[] {(byte) i}), guests.peer);
        }
        guests.simulation.settle();

        assertThat(done.join().messageCount() + guests.received.size()).isEqualTo(4);
        assertThat(guests.system.deadLetters().total()).isZero();
    }

    @Test
    void theHeapOfTheHostGoesOn() {
        var module = WasmModule.of(new TinyModule()
                .importing("malloc", "i32 -> i32")
                .importing("mk_send", "i64 i32 i32 i32 -> i32")
                .i32(5_000)
                .call("malloc")
                .storeAt(1_000, false)
                .answer(9, 1_000, 4)
                .build());
        var actor = guests.spawn(module, WasmOptions.DEFAULT);
        for (int i = 0; i < 20; i++) {
            guests.send(actor, 1);
        }
        var restored = guests.system.spawn(WasmActors.restored(
                module, WasmOptions.DEFAULT, WasmSnapshot.of(frozen(actor).toBytes())));
        guests.simulation.settle();
        for (int i = 0; i < 20; i++) {
            guests.send(restored, 1);
        }
        assertThat(guests.received)
                .hasSize(40)
                .extracting(message -> Guests.u32(message.payload()))
                .doesNotHaveDuplicates()
                .doesNotContain(0);
    }

    @Test
    void aFiberInTheMiddleOfAMessageIsNotFrozenAndGoesOn() {
        var actor = guests.spawn(Guests.module("built/fiber-c.wasm"), WasmOptions.DEFAULT.withFiber());
        guests.send(actor, 3); // receives
        var done = WasmActors.freeze(actor);
        guests.simulation.settle();

        assertThatThrownBy(done::join)
                .hasRootCauseInstanceOf(FreezeException.class)
                .hasMessageContaining("middle");
        guests.send(actor, 77, (byte) 5);
        assertThat(guests.received).hasSize(1);
        assertThat(frozen(actor).messageCount()).isZero();
    }

    @Test
    void aModuleThatChangesItsTablesIsNotFrozen() {
        var actor = guests.spawn(Guests.module("hostile/table-grower.wasm"), WasmOptions.DEFAULT);
        var done = WasmActors.freeze(actor);
        guests.simulation.settle();

        assertThatThrownBy(done::join).hasMessageContaining("tables");
        assertThat(WasmActors.inspect(actor)).isPresent();
    }

    @Test
    void oneThatIsStoppedMeanwhileSaysSo() {
        var actor = counter(0);
        guests.system.suspend(actor);
        guests.simulation.settle();
        CompletableFuture<WasmSnapshot> done = WasmActors.freeze(actor);
        assertThatThrownBy(() -> WasmActors.freeze(actor).join()).hasMessageContaining("already");
        guests.system.stop(actor);
        guests.simulation.settle();

        assertThat(done).isDone();
    }

    @Test
    void whatWaitedOutlivesAFailure() {
        var limits = WasmLimits.DEFAULT.withRunTime(java.time.Duration.ofMillis(50));
        var module = Guests.module("built/spinner-wat.wasm");
        var state = frozen(guests.spawn(module, WasmOptions.DEFAULT)).state();
        var messages = java.util.List.of(
                new FrozenMessage(1, 0, new byte[0]), // spins
                new FrozenMessage(5, guests.peer.id().value(), new byte[0]),
                new FrozenMessage(5, guests.peer.id().value(), new byte[0]));
        var restored = guests.system.spawn(WasmActors.restored(
                module, WasmOptions.DEFAULT.withLimits(limits), new WasmSnapshot(module.sha256(), state, messages)));
        restored.tell(new WireMessage(5, new byte[0]), guests.peer);
        guests.simulation.advance(java.time.Duration.ofSeconds(2));

        assertThat(guests.system.restarts()).isEqualTo(1);
        assertThat(guests.received).hasSize(3);
    }

    @Test
    void belongsToItsModuleAndItsLimits() {
        var snapshot = frozen(counter(1));
        var echo = Guests.module("built/echo-c.wasm");
        assertThatThrownBy(() -> WasmActors.restored(echo, WasmOptions.DEFAULT, snapshot))
                .isInstanceOf(InvalidModuleException.class)
                .hasMessageContaining("not of " + echo.sha256());
        var large = new WasmSnapshot(
                COUNTER.sha256(),
                new GuestState(
                        new dev.microkernel.wasm.engine.EngineState(
                                new byte[32 << 20], snapshot.state().engine().globals()),
                        null),
                java.util.List.of());
        assertThatThrownBy(() -> WasmActors.restored(COUNTER, WasmOptions.DEFAULT, large))
                .hasMessageContaining("raise WasmLimits.memoryBytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 39, 40, 41, 100})
    void everyBeginningOfASnapshotIsRefused(int length) {
        var whole = frozen(counter(1)).toBytes();

        assertThatThrownBy(() -> WasmSnapshot.of(Arrays.copyOf(whole, length)))
                .isInstanceOf(InvalidSnapshotException.class);
    }

    @Test
    void damageIsFoundAndHarmsNobody() {
        var whole = frozen(counter(1)).toBytes();
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 1_000; round++) {
            var damaged = whole.clone();
            damaged[40 + random.nextInt(damaged.length - 40)] ^= (byte) (1 << random.nextInt(8));
            try {
                // The last bits before the check sum stand for nothing.
                assertThat(WasmSnapshot.of(damaged).toBytes()).isEqualTo(whole);
            } catch (InvalidSnapshotException found) {
                assertThat(found.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(900);
    }

    @Test
    void aStateThatNoInstanceCanHaveIsNotBegunWith() {
        var state = frozen(counter(1)).state();
        var engine = state.engine();
        var heap = state.heap();
        var astray = new HostHeap.State(new long[] {1}, new long[] {0}, new long[] {1}, 4, 0);
        var states = new GuestState[] {
            new GuestState(new dev.microkernel.wasm.engine.EngineState(engine.memory(), new long[99]), heap),
            new GuestState(new dev.microkernel.wasm.engine.EngineState(new byte[0], engine.globals()), heap),
            new GuestState(engine, astray),
            new GuestState(engine, new HostHeap.State(new long[0], new long[0], new long[0], 1 << 28, 0))
        };
        for (var impossible : states) {
            var actor = restore(guests, new WasmSnapshot(COUNTER.sha256(), impossible, java.util.List.of()));
            var end = guests.system.monitor(actor);
            guests.simulation.settle();
            assertThat(end).isCompletedWithValueMatching(ExitReason::isAbnormal);
        }
    }
}
