package dev.microkernel.wasm;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another module in the place of the one that runs; what every node does is in the contract's cases. */
class WasmReloadTest {

    private static final WasmModule ECHO = Guests.module("built/echo-wat.wasm");
    private static final WasmModule BROKEN = Guests.module("built/reload-broken-c.wasm");

    private final Guests guests = new Guests();

    @AfterEach
    void close() {
        guests.close();
    }

    /** Answers with this number. */
    private static WasmModule version(int number) {
        return WasmModule.of(new TinyModule()
                .importing("mk_send_u32", "i64 i32 i32 -> i32")
                .parameter(TinyModule.SOURCE)
                .i32(number)
                .i32(number)
                .call("mk_send_u32")
                .drop()
                .build());
    }

    @Test
    void keepsIdNamePathAndMailbox() {
        var actor = guests.spawn(version(1), WasmOptions.DEFAULT);
        guests.system.registry().register("service", actor);
        var id = actor.id();
        actor.tell(new WireMessage(1, new byte[0]), guests.peer);
        guests.simulation.settle();
        var done = WasmActors.reload(actor, version(2));
        actor.tell(new WireMessage(1, new byte[0]), guests.peer);
        guests.simulation.settle();

        assertThat(done).isCompleted();
        assertThat(guests.received).extracting(WireMessage::type).containsExactly(1, 2);
        assertThat(actor.id()).isEqualTo(id);
        assertThat(guests.system.registry().lookup("service")).contains(actor);
        var info = WasmActors.inspect(actor).orElseThrow();
        assertThat(info.module()).isEqualTo(version(2));
        assertThat(info.versions())
                .extracting(WasmVersion::sha256, WasmVersion::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(version(1).sha256(), WasmVersion.State.REPLACED),
                        org.assertj.core.groups.Tuple.tuple(version(2).sha256(), WasmVersion.State.RUNNING));
    }

    @Test
    void theNewModuleStaysOverARestart() {
        var actor = guests.system.spawn("a", WasmActors.spec(version(1)));
        guests.simulation.settle();
        WasmActors.reload(actor, version(2));
        guests.simulation.settle();
        guests.system.restart(actor);
        guests.simulation.advance(ofSeconds(1));
        guests.send(actor, 1);

        assertThat(guests.received).extracting(WireMessage::type).containsExactly(2);
    }

    @Test
    void aFailureAtTheFirstMessagesRollsBackAndIsInTheHistory() {
        var actor = guests.spawn(ECHO, WasmOptions.DEFAULT);
        assertThat(WasmActors.reload(actor, BROKEN)).satisfies(done -> {
            guests.simulation.settle();
            assertThat(done).isCompleted();
        });
        guests.send(actor, 7, (byte) 1);

        assertThat(guests.received).containsExactly(new WireMessage(8, new byte[] {1}));
        assertThat(WasmActors.inspect(actor).orElseThrow().versions())
                .extracting(WasmVersion::state)
                .containsExactly(WasmVersion.State.REPLACED, WasmVersion.State.ROLLED_BACK, WasmVersion.State.RUNNING);
        assertThat(WasmActors.inspect(actor).orElseThrow().module()).isEqualTo(ECHO);
    }

    @Test
    void oneThatSpinsAtItsFirstMessageIsRolledBackToo() {
        var limits = WasmLimits.DEFAULT.withRunTime(java.time.Duration.ofMillis(50));
        var actor = guests.spawn(ECHO, WasmOptions.DEFAULT.withLimits(limits));
        WasmActors.reload(actor, Guests.module("built/spinner-wat.wasm"));
        guests.send(actor, 1);

        assertThat(guests.received).containsExactly(new WireMessage(2, new byte[0]));
    }

    @Test
    void onTrialNoLongerItFailsAsAnyOther() {
        var actor = guests.spawn(ECHO, WasmOptions.DEFAULT);
        var end = guests.system.monitor(actor);
        WasmActors.reload(actor, Guests.module("built/traps-wat.wasm"));
        for (int i = 0; i < WasmBehavior.TRIAL_MESSAGES; i++) {
            guests.send(actor, 0);
        }
        guests.send(actor, 1);

        assertThat(end.getNow(null)).isInstanceOf(ExitReason.Trap.class);
    }

    @Test
    void oneThatCannotBeginIsNotTaken() {
        var actor = guests.spawn(ECHO, WasmOptions.DEFAULT);
        var done = WasmActors.reload(actor, Guests.module("built/refused-start-wat.wasm"));
        guests.send(actor, 1);

        assertThatThrownBy(done::join).hasCauseInstanceOf(ReloadException.class).hasMessageContaining("unreachable");
        assertThat(guests.received).hasSize(1);
        assertThat(WasmActors.inspect(actor).orElseThrow().versions().getLast().state())
                .isEqualTo(WasmVersion.State.REFUSED);
    }

    @Test
    void aFiberThatWaitsForAMessageIsLeftAndOneThatSleepsIsWaitedFor() {
        var receiving = guests.spawn(Guests.module("built/fiber-c.wasm"), WasmOptions.DEFAULT.withFiber());
        guests.send(receiving, 9); // receives in a loop
        guests.send(receiving, 5, (byte) 1);
        var left = WasmActors.reload(receiving, version(2));
        guests.send(receiving, 5);

        var sleeping = guests.spawn(Guests.module("built/fiber-c.wasm"), WasmOptions.DEFAULT.withFiber());
        guests.send(sleeping, 1, Guests.u32(1_000));
        var later = WasmActors.reload(sleeping, version(3));
        guests.send(sleeping, 5);
        guests.simulation.settle();
        assertThat(left).isCompleted();
        assertThat(later).isNotDone();
        guests.simulation.advance(ofSeconds(1));

        assertThat(later).isCompleted();
        assertThat(guests.received).extracting(WireMessage::type).containsExactly(10, 2, 2, 3);
    }

    @Test
    void aReloadOfAnActorThatStopsFails() {
        var actor = guests.spawn(Guests.module("built/fiber-c.wasm"), WasmOptions.DEFAULT.withFiber());
        guests.send(actor, 1, Guests.u32(100_000));
        var done = WasmActors.reload(actor, ECHO);
        var second = WasmActors.reload(actor, ECHO);
        assertThatThrownBy(second::join).hasMessageContaining("already");
        guests.system.stop(actor);
        guests.simulation.settle();

        assertThatThrownBy(done::join).hasMessageContaining("stopped");
        assertThatThrownBy(() -> WasmActors.reload(guests.peer, ECHO)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- many

    private List<ActorRef<?>> echoes(int count) {
        for (int i = 0; i < count; i++) {
            guests.system.spawn(WasmActors.spec(ECHO));
        }
        guests.simulation.settle();
        return guests.system.actorsOfType("wasm");
    }

    @Test
    void allAreReloadedSomeAtATime() {
        var actors = echoes(50);
        var done = WasmActors.reloadAll(actors, version(2), 3);
        guests.simulation.settle();

        assertThat(done.join().isComplete()).isTrue();
        assertThat(done.join().reloaded()).hasSize(50);
        assertThat(actors)
                .allSatisfy(actor -> assertThat(
                                WasmActors.inspect(actor).orElseThrow().module())
                        .isEqualTo(version(2)));
        assertThat(WasmActors.reloadAll(List.of(), ECHO, 1).join().isComplete()).isTrue();
        assertThatThrownBy(() -> WasmActors.reloadAll(actors, ECHO, 0)).hasMessageContaining("atOnce=0");
    }

    @Test
    void theFirstThatFailsKeepsTheRestAsTheyAre() {
        var actors = echoes(10);
        guests.system.stop(actors.get(4));
        guests.simulation.settle();
        var done = WasmActors.reloadAll(actors, version(2), 2);
        guests.simulation.settle();

        var result = done.join();
        assertThat(result.failed()).containsOnlyKeys(actors.get(4));
        assertThat(result.reloaded()).hasSizeBetween(4, 5);
        assertThat(result.untouched())
                .hasSize(9 - result.reloaded().size())
                .allSatisfy(actor -> assertThat(
                                WasmActors.inspect(actor).orElseThrow().module())
                        .isEqualTo(ECHO));
    }

    @Test
    void underLoadNoMessageIsLostOrDoubled() throws Exception {
        int messages = 20_000;
        try (var system = ActorSystem.named("load").start()) {
            var seen = new ArrayList<Integer>();
            var done = new CountDownLatch(messages);
            var collector = system.spawn(ActorSpec.of(context -> message -> {
                        seen.add(Guests.u32(((WireMessage) message).payload()));
                        done.countDown();
                        return Behavior.same();
                    })
                    .withMailbox(dev.microkernel.mailbox.MailboxSpec.unbounded())
                    .withCodec(dev.microkernel.codec.MessageCodec.RAW));
            var options = WasmOptions.DEFAULT.withLimits(WasmLimits.DEFAULT.withSends(10_000_000, 1L << 30));
            var actor = system.spawn(
                    WasmActors.spec(ECHO, options).withMailbox(dev.microkernel.mailbox.MailboxSpec.unbounded()));
            actor.ask(new WireMessage(1, Guests.u32(-1)), WireMessage.class, Duration.ofSeconds(20))
                    .get();
            List<WasmModule> modules = List.of(Guests.module("built/echo-c.wasm"), BROKEN, ECHO);
            var reloads = new ArrayList<java.util.concurrent.CompletableFuture<WasmVersion>>();
            for (int i = 0; i < messages; i++) {
                actor.tell(new WireMessage(1, Guests.u32(i)), (dev.microkernel.actor.ActorRef<?>) (Object) collector);
                if (i % 2_000 == 1_999) {
                    var reload = WasmActors.reload(actor, modules.get(i / 2_000 % modules.size()));
                    reloads.add(reload);
                    reload.get(10, TimeUnit.SECONDS);
                }
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(reloads).hasSize(10);
            for (int i = 0; i < messages; i++) {
                assertThat(seen.get(i)).isEqualTo(i);
            }
        }
    }
}
