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
import dev.microkernel.supervision.OneForOne;
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
            .strategy(OneForOne.unlimited(Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1))))
            .simulate(1);
    private final ActorSystem system = simulation.system();
    private final ActorCell<Object> first = spawn("first");
    private final ActorCell<Object> second = spawn("second");
    private final NameTable names = first.kernel().names();
    private final ElsewhereRef far = new ElsewhereRef(first.kernel(), PEER, 1);
    private final Probe<NameChange> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void tellsWhatThereIsAndThenWhatChangesOnceEach() {
        names.register("before", first);
        names.watch("", probe.ref());
        names.register("meanwhile", first);
        assertThat(probe.take()).containsExactly(new Registered("before", first), new Registered("meanwhile", first));

        names.register("after", second);
        names.unregister("before");
        assertThat(probe.take()).containsExactly(new Registered("after", second), new Unregistered("before", first));
        probe.expectNothing();
    }

    @Test
    void tellsOnlyOfNamesThatBeginSo() {
        names.register("/node/a", first);
        names.register("/nod", first);
        names.watch("/node/", probe.ref());
        names.register("/node/b", first);
        names.register("/nodes", first);
        names.register("node", first);

        assertThat(probe.take()).containsExactly(new Registered("/node/a", first), new Registered("/node/b", first));
    }

    @Test
    void tellsWhenNamesGoWithTheirActor() {
        names.register("name", first);
        names.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        system.stop(first);

        probe.expect(new Unregistered("name", first));
        probe.expectNothing();
    }

    @Test
    void aNameThatChangesHandsIsTakenBackFirst() {
        names.register("name", first);
        names.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        names.unregister("name");
        names.register("name", second);

        assertThat(probe.take()).containsExactly(new Unregistered("name", first), new Registered("name", second));
    }

    @Test
    void whatCameAndWentBeforeTheWatcherLookedIsNotTold() {
        names.register("stays", first);
        names.watch("", probe.ref());
        probe.expect(new Registered("stays", first));
        names.register("passing", first);
        names.unregister("passing");
        names.unregister("stays");
        names.register("stays", first);

        probe.expectNothing();
    }

    @Test
    void tellsOfTheNamesOfOtherNodes() {
        names.watch("", probe.ref());
        names.learn(PEER, "theirs", far, 10);
        probe.expect(new Registered("theirs", far));
        names.learn(PEER, "theirs", new ElsewhereRef(first.kernel(), PEER, 2), 10);
        assertThat(probe.take()).hasSize(2).first().isEqualTo(new Unregistered("theirs", far));
        names.forget(PEER, "theirs");
        assertThat(probe.take()).singleElement().isInstanceOf(Unregistered.class);

        names.learn(PEER, "one", far, 10);
        names.learn(PEER, "two", far, 10);
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
        names.watch("", watcher);
        for (int i = 0; i < 10; i++) {
            names.register("name-" + i, first);
        }
        simulation.settle();

        assertThat(heard).hasSize(11).contains("fills the mailbox");
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void othersGetTheirTurnWhileManyNamesAreTold() {
        var order = new ArrayList<Object>();
        var watcher = system.<Object>spawn("watcher", context -> noting(order));
        var other = system.<Object>spawn("other", context -> noting(order));
        for (int i = 0; i < 100; i++) {
            names.register("name-" + i, first);
        }
        simulation.settle();
        names.watch("", watcher);
        other.tell("other");
        simulation.settle();

        assertThat(order).hasSize(101);
        assertThat(order.indexOf("other")).isLessThan(100);
    }

    @Test
    void aChangeIsTurnedIntoAMessageOfTheWatchersOwn() {
        var texts = new Probe<String>(simulation, "texts");
        names.watch("", texts.ref(), change -> "changed: " + change.name());
        names.register("name", first);

        texts.expect("changed: name");
    }

    @Test
    void aRestartedWatcherIsToldEverythingAgain() {
        names.register("name", first);
        var watcher = system.<Object>spawn("fragile", this::failingOnText);
        names.watch("", watcher);
        assertThat(probe.take()).containsExactly(new Registered("name", first));

        watcher.tell("fail"); // restarted at once
        assertThat(probe.take()).containsExactly(new Registered("name", first));
        watcher.tell("fail");
        simulation.settle();
        names.register("while it waits to be restarted", second);
        names.unregister("name");
        simulation.advance(Duration.ofSeconds(1));
        assertThat(probe.take()).containsExactly(new Registered("while it waits to be restarted", second));
        names.register("later", second);
        assertThat(probe.take()).containsExactly(new Registered("later", second));
    }

    @Test
    void aWatcherThatWatchesWheneverItBeginsIsToldOnce() {
        names.register("name", first);
        var watcher = system.<Object>spawn("fragile", context -> {
            names.watch("", context.self());
            return failingOnText(context);
        });
        assertThat(probe.take()).containsExactly(new Registered("name", first));
        watcher.tell("fail");
        simulation.advance(Duration.ofSeconds(1));

        assertThat(probe.take()).containsExactly(new Registered("name", first));
        assertThat(names.unwatch("", watcher)).isTrue();
        assertThat(names.unwatch("", watcher)).isFalse();
    }

    @Test
    void aChangeThatCannotBeTurnedIntoAMessageFailsTheWatcher() {
        names.register("name", first);
        var failures = new AtomicInteger(2);
        names.watch("", probe.ref(), change -> {
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
        names.register("name", first);
        var watcher = spawn("watcher");
        names.watch("", watcher, change -> null);
        simulation.settle();

        assertThat(watcher.inspect().lastFailure()).contains("must not be turned into null");
    }

    @Test
    void nothingIsToldAfterUnwatchNotEvenWhatWasOnItsWay() {
        names.watch("/a", probe.ref());
        names.watch("/b", probe.ref());
        names.register("/a", first);
        names.register("/b", first);

        assertThat(names.unwatch("/a", probe.ref())).isTrue();
        assertThat(probe.take()).containsExactly(new Registered("/b", first));
        assertThat(names.unwatch("/a", probe.ref())).isFalse();
        assertThat(names.unwatch("/b", second)).isFalse();
    }

    @Test
    void aWatcherCanUnwatchWhileItIsTold() {
        for (int i = 0; i < 10; i++) {
            names.register("name-" + i, first);
        }
        var heard = new ArrayList<NameChange>();
        var watcher = system.<NameChange>spawn("watcher", context -> change -> {
            heard.add(change);
            names.unwatch("", context.self());
            return Behavior.same();
        });
        names.watch("", watcher);
        simulation.settle();

        assertThat(heard).hasSize(1);
    }

    @Test
    void watchingAgainBeginsAfreshAndIsOneWatch() {
        names.register("name", first);
        names.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        names.watch("", probe.ref());
        probe.expect(new Registered("name", first));
        names.register("other", first);

        probe.expect(new Registered("other", first));
        probe.expectNothing();
    }

    @Test
    void onlyActorsOfThisNodeWatch() {
        try (var other = ActorSystem.named("other").simulate(1)) {
            ActorRef<Object> stranger = other.system().spawn("stranger", context -> message -> Behavior.same());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> names.watch("/a", stranger))
                    .withMessageContaining("prefix=/a, actor=/stranger");
            assertThatIllegalArgumentException().isThrownBy(() -> names.watch("/a", far));
        }
    }

    @Test
    void watchesAreBoundedAndEndWithTheirWatchers() {
        for (int i = 0; i < Registry.WATCHES_MAX; i++) {
            names.watch("/" + i, first);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> names.watch("/more", second))
                .withMessage("at most 1024 watches of names are possible, prefix=/more");
        names.watch("/1", first); // in place of the former
        system.stop(first);
        simulation.settle();
        for (int i = 0; i < Registry.WATCHES_MAX; i++) {
            names.watch("/late/" + i, first); // it has ended: nothing is kept for it
        }
        names.watch("", probe.ref());
        names.register("name", second);
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
