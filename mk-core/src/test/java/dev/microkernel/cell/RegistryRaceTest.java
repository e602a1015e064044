package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.NameChange;
import dev.microkernel.actor.Routing;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Everything that may happen to a registry at the same time does, on real threads. */
class RegistryRaceTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 2000;

    @Test
    void amongRacingThreadsExactlyOneRegistersAName() throws Exception {
        try (var system = ActorSystem.named("race").start()) {
            var winners = new AtomicInteger[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                winners[i] = new AtomicInteger();
            }
            var barrier = new CyclicBarrier(THREADS);
            inThreads(thread -> {
                var actor = system.<String>spawn("actor-" + thread, context -> message -> Behavior.same());
                for (int i = 0; i < ROUNDS; i++) {
                    barrier.await(60, TimeUnit.SECONDS);
                    if (system.registry().register("name-" + i, actor)) {
                        winners[i].incrementAndGet();
                        assertThat(system.registry().lookup("name-" + i)).get().isSameAs(actor);
                    }
                }
            });

            assertThat(winners).allSatisfy(count -> assertThat(count).hasValue(1));
            assertThat(system.registry().list("")).hasSize(ROUNDS);
        }
    }

    /** Each actor ends while it is being registered, joined and made a watcher. */
    @Test
    void nothingIsLeftOfActorsThatEndWhileTheyAreEntered() throws Exception {
        try (var system = ActorSystem.named("race").start()) {
            var registry = (NodeRegistry) system.registry();
            var mortals = new ConcurrentLinkedQueue<ActorRef<?>>();
            inThreads(thread -> {
                for (int i = 0; i < ROUNDS; i++) {
                    var id = thread + "-" + i;
                    var mortal = system.<NameChange>spawn("mortal-" + id, context -> change -> Behavior.same());
                    mortals.add(mortal);
                    if (i % 2 == 0) {
                        system.stop(mortal);
                    }
                    registry.register("name-" + id, mortal);
                    registry.join("group", mortal);
                    if (i % 8 == 0) { // as many as there may be, should none of them have ended yet
                        registry.watch("name-" + thread, mortal);
                    }
                    registry.register("/path/" + id, mortal);
                    registry.join("group-" + i % 10, mortal);
                    if (i % 2 == 1) {
                        system.stop(mortal);
                    }
                }
            });

            assertThat(system.close(ofSeconds(60))).isTrue();
            assertThat(system.actors()).isZero();
            assertThat(registry.list("")).isEmpty();
            assertThat(registry.groups("")).isEmpty();
            assertThat(mortals).noneMatch(registry::knows);
        }
    }

    @Test
    void aWatcherEndsUpWithTheTableWhateverOthersDo() throws Exception {
        try (var system = ActorSystem.named("race").start()) {
            var registry = system.registry();
            var told = new ConcurrentHashMap<String, ActorRef<Object>>();
            var faults = new ConcurrentHashMap<String, NameChange>();
            var last = new CountDownLatch(1);
            var watcher = system.<NameChange>spawn("watcher", context -> change -> {
                replay(change, told, faults);
                if (change.name().equals("/last")) {
                    last.countDown();
                }
                return Behavior.same();
            });
            inThreads(thread -> {
                var actor = system.<String>spawn("actor-" + thread, context -> message -> Behavior.same());
                for (int i = 0; i < ROUNDS; i++) {
                    var name = "name-" + i % 50;
                    if (registry.register(name, actor) && i < ROUNDS - 50) {
                        registry.unregister(name, actor);
                    }
                    if (thread == 0 && i == ROUNDS / 2) {
                        registry.watch("", watcher);
                    }
                }
            });
            registry.register("/last", watcher); // changes before it are told before it

            assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(faults).isEmpty();
            assertThat(told).isEqualTo(registry.list("")).hasSize(51);
        }
    }

    private static void replay(NameChange change, Map<String, ActorRef<Object>> told, Map<String, NameChange> faults) {
        switch (change) {
            case NameChange.Registered(var name, var actor) -> {
                if (told.put(name, actor) != null) {
                    faults.put(name, change);
                }
            }
            case NameChange.Unregistered(var name, var actor) -> {
                if (!told.remove(name, actor)) {
                    faults.put(name, change);
                }
            }
        }
    }

    /** One member is always there; others come and go. */
    @Test
    void noMessageIsLostWhileMembersComeAndGo() throws Exception {
        try (var system = ActorSystem.named("race").start()) {
            var registry = system.registry();
            var handled = new CountDownLatch(THREADS / 2 * ROUNDS);
            var steady = ActorSpec.<String>of(context -> message -> counting(handled))
                    .withMailbox(MailboxSpec.bounded(THREADS * ROUNDS));
            registry.join("group", system.spawn("steady", steady));
            ActorRef<String> group = registry.group("group", Routing.roundRobin());
            inThreads(thread -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (thread % 2 == 0) {
                        assertThat(group.tell("m")).isEqualTo(Delivery.ACCEPTED);
                        continue;
                    }
                    var passing =
                            system.<String>spawn("p-" + thread + "-" + i, context -> message -> counting(handled));
                    registry.join("group", passing);
                    registry.leave("group", passing);
                }
            });

            assertThat(handled.await(60, TimeUnit.SECONDS))
                    .as("%d messages are lost", handled.getCount())
                    .isTrue();
            assertThat(system.deadLetters().total()).isZero();
        }
    }

    private static Behavior<String> counting(CountDownLatch handled) {
        handled.countDown();
        return Behavior.same();
    }

    private interface Body {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Body body) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var ends = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                Callable<Boolean> task = () -> {
                    body.run(thread);
                    return true;
                };
                ends.add(threads.submit(task));
            }
            for (var end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        }
    }
}
