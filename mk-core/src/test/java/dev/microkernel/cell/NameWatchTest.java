package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.NameChange;
import dev.microkernel.actor.NameChange.Registered;
import dev.microkernel.actor.NameChange.Unregistered;
import dev.microkernel.actor.Registry;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameWatchTest {

    private static final int PEER = 3;

    private final SimulatedSystem simulation = ActorSystem.named("test")
            .messagesPerTurn(4)
            .strategy(RestartStrategy.oneForOne()
                    .withoutIntensity()
                    .withBackoff(Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1))))
            .simulate(1);
    private final ActorSystem system = simulation.system();
    private final ActorCell<Object> first = spawn("first");
    private final ActorCell<Object> second = spawn("second");
    private final NameTable names = first.kernel().names();
    private final Registry registry = system.registry();
    private final ElsewhereRef far = new ElsewhereRef(first.kernel(), PEER, 1);
    private final Probe<NameChange> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void tellsWhatThereIsAndThenWhatChangesOnceEach() {
        registry.register("before", first);
        registry.watch("", probe.ref());
        registry.register("meanwhile", first);
        assertThat(probe.take()).containsExactly(new Registered("before", first), new Registered("meanwhile", first));

        registry.register("after", second);
        registry.unregister("before");
        assertThat(probe.take()).containsExactly(new Registered("after", second), new Unregistered("before", first));
        probe.expectNothing();
    }

    @Test
    void tellsOnlyOfNamesThatBeginSo() {
        registry.register("/node/a", first);
        registry.register("/nod", first);
        registry.watch("/node/", probe.ref());
        registry.register("/node/b", first);
        registry.register("/nodes", first);
        registry.register("node", first);

        assertThat(probe.take()).containsExactly(new Registered("/node/a", first), new Registered("/node/b", first));
    }

    @Test
    void tellsWhenNamesGoWithTheirActor() {
        registry.register("name", first);
        registry.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        system.stop(first);

        probe.expect(new Unregistered("name", first));
        probe.expectNothing();
    }

    @Test
    void aNameThatChangesHandsIsTakenBackFirst() {
        registry.register("name", first);
        registry.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        registry.unregister("name");
        registry.register("name", second);

        assertThat(probe.take()).containsExactly(new Unregistered("name", first), new Registered("name", second));
    }

    @Test
    void whatCameAndWentBeforeTheWatcherLookedIsNotTold() {
        registry.register("stays", first);
        registry.watch("", probe.ref());
        probe.expect(new Registered("stays", first));
        registry.register("passing", first);
        registry.unregister("passing");
        registry.unregister("stays");
        registry.register("stays", first);

        probe.expectNothing();
    }

    @Test
    void tellsOfTheNamesOfOtherNodes() {
        registry.watch("", probe.ref());
        names.learn(PEER, "kitchen", "theirs", far, 10);
        probe.expect(new Registered("theirs", far));
        names.learn(PEER, "kitchen", "theirs", new ElsewhereRef(first.kernel(), PEER, 2), 10);
        assertThat(probe.take()).hasSize(2).first().isEqualTo(new Unregistered("theirs", far));
        names.forget(PEER, "theirs");
        assertThat(probe.take()).singleElement().isInstanceOf(Unregistered.class);

        names.learn(PEER, "kitchen", "one", far, 10);
        names.learn(PEER, "kitchen", "two", far, 10);
        assertThat(probe.take()).hasSize(2);
        names.forgetNode(PEER);
        assertThat(probe.take()).containsExactlyInAnyOrder(new Unregistered("one", far), new Unregistered("two", far));
    }

    @Test
    void aFullMailboxCostsNoChange() {
        var heard = new ArrayList<Object>();
        var watcher = system.<Object>spawn(
                "full",
                ActorSpec.<Object>of(context -> message -> {
                            heard.add(message);
                            return Behavior.same();
                        })
                        .withMailbox(MailboxSpec.bounded(1)));
        watcher.tell("fills the mailbox");
        registry.watch("", watcher);
        for (int i = 0; i < 10; i++) {
            registry.register("name-" + i, first);
        }
        simulation.settle();

        assertThat(heard).hasSize(11).contains("fills the mailbox");
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void othersGetTheirTurnWhileManyNamesAreTold() {
        var order = new ArrayList<Object>();
        var other = system.<Object>spawn("other", context -> noting(order));
        var watcher = system.<Object>spawn("watcher", context -> change -> {
            if (order.isEmpty()) {
                other.tell("other");
            }
            order.add(change);
            return Behavior.same();
        });
        for (int i = 0; i < 100; i++) {
            registry.register("name-" + i, first);
        }
        simulation.settle();
        registry.watch("", watcher);
        simulation.settle();

        assertThat(order).hasSize(101);
        assertThat(order.indexOf("other")).isLessThan(100);
    }

    @Test
    void aChangeIsTurnedIntoAMessageOfTheWatchersOwn() {
        var texts = new Probe<String>(simulation, "texts");
        registry.watch("", texts.ref(), change -> "changed: " + change.name());
        registry.register("name", first);

        texts.expect("changed: name");
    }

    @Test
    void aRestartedWatcherIsToldEverythingAgain() {
        registry.register("name", first);
        var watcher = system.<Object>spawn("fragile", this::failingOnText);
        registry.watch("", watcher);
        assertThat(probe.take()).containsExactly(new Registered("name", first));

        watcher.tell("fail"); // restarted at once
        assertThat(probe.take()).containsExactly(new Registered("name", first));
        watcher.tell("fail");
        simulation.settle();
        registry.register("while it waits to be restarted", second);
        registry.unregister("name");
        simulation.advance(Duration.ofSeconds(1));
        assertThat(probe.take()).containsExactly(new Registered("while it waits to be restarted", second));
        registry.register("later", second);
        assertThat(probe.take()).containsExactly(new Registered("later", second));
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void aWatcherThatWatchesWheneverItBeginsIsToldOnce() {
        registry.register("name", first);
        var watcher = system.<Object>spawn("fragile", context -> {
            registry.watch("", context.self());
            return failingOnText(context);
        });
        assertThat(probe.take()).containsExactly(new Registered("name", first));
        watcher.tell("fail");
        simulation.advance(Duration.ofSeconds(1));

        assertThat(probe.take()).containsExactly(new Registered("name", first));
        assertThat(registry.unwatch("", watcher)).isTrue();
        assertThat(registry.unwatch("", watcher)).isFalse();
    }

    @Test
    void aChangeThatCannotBeTurnedIntoAMessageFailsTheWatcher() {
        registry.register("name", first);
        var failures = new AtomicInteger(2);
        registry.watch("", probe.ref(), change -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("planted");
            }
            return change;
        });
        probe.expectNothing();
        simulation.advance(Duration.ofSeconds(1));

        probe.expect(new Registered("name", first));
        assertThat(system.restarts()).isEqualTo(2);
    }

    @Test
    void aChangeThatIsTurnedIntoNullFailsTheWatcher() {
        registry.register("name", first);
        var watcher = spawn("watcher");
        registry.watch("", watcher, change -> null);
        simulation.settle();

        assertThat(watcher.inspect().lastFailure()).contains("must not be turned into null");
    }

    @Test
    void nothingIsToldAfterUnwatchNotEvenWhatWasOnItsWay() {
        registry.watch("/a", probe.ref());
        registry.watch("/b", probe.ref());
        registry.register("/a", first);
        registry.register("/b", first);

        assertThat(registry.unwatch("/a", probe.ref())).isTrue();
        assertThat(probe.take()).containsExactly(new Registered("/b", first));
        assertThat(registry.unwatch("/a", probe.ref())).isFalse();
        assertThat(registry.unwatch("/b", second)).isFalse();
    }

    @Test
    void aWatcherCanUnwatchWhileItIsTold() {
        for (int i = 0; i < 10; i++) {
            registry.register("name-" + i, first);
        }
        var heard = new ArrayList<NameChange>();
        var watcher = system.<NameChange>spawn("watcher", context -> change -> {
            heard.add(change);
            registry.unwatch("", context.self());
            return Behavior.same();
        });
        registry.watch("", watcher);
        simulation.settle();

        assertThat(heard).hasSize(1);
    }

    @Test
    void watchingAgainBeginsAfreshAndIsOneWatch() {
        registry.register("name", first);
        registry.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        registry.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        registry.register("other", first);

        probe.expect(new Registered("other", first));
        probe.expectNothing();
    }

    @Test
    void onlyActorsOfThisNodeWatch() {
        try (var other = ActorSystem.named("other").simulate(1)) {
            ActorRef<Object> stranger = other.system().spawn("stranger", context -> message -> Behavior.same());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.watch("/a", stranger))
                    .withMessageContaining("prefix=/a, actor=/stranger");
            assertThatIllegalArgumentException().isThrownBy(() -> registry.watch("/a", far));
        }
    }

    @Test
    void watchesAreBoundedAndEndWithTheirWatchers() {
        for (int i = 0; i < Registry.WATCHES_MAX; i++) {
            registry.watch("/" + i, first);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.watch("/more", second))
                .withMessage("at most 1024 watches of names are possible, prefix=/more");
        registry.watch("/1", first); // in place of the former
        system.stop(first);
        simulation.settle();
        for (int i = 0; i < Registry.WATCHES_MAX; i++) {
            registry.watch("/late/" + i, first); // it has ended: nothing is kept for it
        }
        registry.watch("", probe.ref());
        registry.register("name", second);
        probe.expect(new Registered("name", second));
    }

    private Behavior<Object> failingOnText(ActorContext<Object> context) {
        return message -> {
            if (message instanceof NameChange change) {
                probe.ref().tell(change);
                return Behavior.same();
            }
            throw new IllegalStateException("planted in " + context.self());
        };
    }

    private static Behavior<Object> noting(List<Object> order) {
        return message -> {
            order.add(message);
            return Behavior.same();
        };
    }

    private ActorCell<Object> spawn(String name) {
        return (ActorCell<Object>) system.<Object>spawn(name, context -> message -> Behavior.same());
    }
}
