package dev.microkernel.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.MessageType;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The simulated network, and nodes on it. */
class SimulatedWorldTest {

    @MessageType(7)
    record Note(int number) {}

    private final SimulatedWorld world = new SimulatedWorld(42);
    private final ActorSystem one = world.start(ActorSystem.named("one").nodeId(1));
    private final ActorSystem two = world.start(ActorSystem.named("two").nodeId(2));
    private final List<Integer> heard = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void nodesThatMountEachOtherKnowEachOthersNames() {
        var peer = world.connect(one, two);
        world.advance(ofSeconds(1));

        assertThat(peer).isCompletedWithValueMatching(info -> info.nodeId() == 2);
        assertThat(one.peers()).singleElement().matches(info -> info.identity().equals("two"));
        tell(hearer(), 1, 2, 3);
        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void messagesAreUnderWayForTheirDelay() {
        world.setDelay(ofMillis(10), ofMillis(10));
        var hearer = mounted();
        hearer.tell(new Note(1));
        world.advance(ofMillis(9));
        assertThat(heard).isEmpty();
        world.advance(ofMillis(1));

        assertThat(heard).containsExactly(1);
    }

    @Test
    void messagesAreLostAndDoubledByTheirChances() {
        var hearer = mounted();
        world.setFaults(0.5, 0);
        for (int i = 0; i < 100; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofSeconds(1));
        assertThat(heard).hasSizeBetween(20, 80).isSorted();
        heard.clear();
        world.setFaults(0, 0.5);
        for (int i = 0; i < 100; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofSeconds(1));

        assertThat(heard).hasSizeBetween(120, 180).isSorted();
    }

    @Test
    void aShortPartitionDelaysAndALongOneBreaks() {
        var hearer = mounted();
        world.part(one, two);
        hearer.tell(new Note(1));
        world.advance(ofSeconds(8));
        assertThat(heard).isEmpty();
        world.heal(one, two);
        world.settle();
        assertThat(heard).containsExactly(1);

        world.part(one, two);
        world.advance(ofSeconds(30));
        assertThat(one.peers()).isEmpty();
        assertThat(two.peers()).isEmpty();
        assertThat(one.registry().lookup("hearer")).isEmpty();
        world.heal();
        var again = world.connect(one, two);
        world.advance(ofSeconds(1));
        assertThat(again).isCompleted();
    }

    /** Of the two connections, one stays, and the same one at both ends. */
    @Test
    void nodesThatMountEachOtherAtTheSameMomentAreConnected() {
        for (long seed = 0; seed < 200; seed++) {
            try (var other = new SimulatedWorld(seed)) {
                var lower = other.start(ActorSystem.named("lower").nodeId(1));
                var higher = other.start(ActorSystem.named("higher").nodeId(2));
                lower.registry().register("of lower", lower.spawn(context -> message -> Behavior.same()));
                var _ = other.connect(lower, higher);
                var _ = other.connect(higher, lower);
                other.advance(ofSeconds(5));

                assertThat(lower.peers()).as("seed %d", seed).hasSize(1);
                assertThat(higher.peers()).as("seed %d", seed).hasSize(1);
                assertThat(higher.registry().lookup("of lower"))
                        .as("seed %d", seed)
                        .isPresent();
            }
        }
    }

    @Test
    void whatIsConnectedStaysAsItIsWhenItIsConnectedAgain() {
        mounted();
        var before = one.peers();
        var again = world.connect(one, two);
        world.advance(ofSeconds(10));

        assertThat(again)
                .isCompletedWithValueMatching(
                        peer -> peer.since().equals(before.getFirst().since()));
        assertThat(one.peers())
                .extracting(PeerInfo::since)
                .containsExactly(before.getFirst().since());
        assertThat(two.peers()).hasSize(1);
    }

    @Test
    void aMountJoinsTheLinkThatThePeerHasOpenedMeanwhile() {
        var mount = world.mount(one, two);
        world.advance(ofSeconds(1));
        world.part(one, two);
        world.advance(ofSeconds(26));
        assertThat(mount.peer()).isEmpty();
        world.heal();
        var _ = world.connect(two, one);
        world.advance(ofSeconds(11));

        assertThat(mount.peer()).isPresent();
        assertThat(one.peers()).hasSize(1);
        assertThat(two.peers()).hasSize(1);
    }

    @Test
    void aMountComesBackAfterItsBackoff() {
        var mount = world.mount(one, two);
        world.advance(ofSeconds(1));
        assertThat(mount.peer()).isPresent();
        assertThat(mount.lastError()).isEmpty();

        world.crash(two);
        world.advance(ofSeconds(40));
        assertThat(mount.peer()).isEmpty();
        assertThat(mount.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("connection refused"));

        world.start(ActorSystem.named("two").nodeId(2));
        assertThat(world.advanceUntil(() -> mount.peer().isPresent(), ofSeconds(11)))
                .isTrue();
        mount.close();
        world.advance(ofSeconds(60));
        assertThat(one.peers()).isEmpty();
    }

    @Test
    void aMountTriesLessAndLessOften() {
        world.part(one, two);
        var mount = world.mount(one, two);
        var attempts = new ArrayList<Duration>();
        world.observe(step -> {
            if (step.who().startsWith("mk-connect")) {
                attempts.add(world.elapsed());
            }
        });
        world.advance(ofSeconds(60));

        assertThat(attempts).hasSizeBetween(10, 25);
        assertThat(attempts.get(1).minus(attempts.get(0))).isBetween(ofMillis(50), ofMillis(100));
        assertThat(attempts.getLast().minus(attempts.get(attempts.size() - 2))).isBetween(ofSeconds(5), ofSeconds(10));
        mount.close();
    }

    @Test
    void aConnectionThroughAPartitionIsRefused() {
        world.part(one, two);
        var peer = world.connect(one, two);
        world.settle();

        assertThat(peer)
                .isCompletedExceptionally()
                .matches(future -> future.exceptionNow() instanceof MountException refusal
                        && refusal.getMessage().contains("no route to host"));
    }

    @Test
    void aCrashedNodeDoesNothingMoreAndIsMissedAfterAWhile() {
        var hearer = mounted();
        var end = one.monitor(hearer);
        hearer.tell(new Note(1));
        world.crash(two);
        world.advance(ofSeconds(7));
        assertThat(end).isNotDone();
        world.advance(ofSeconds(5));

        assertThat(end).isCompletedWithValue(new ExitReason.Unreachable(2));
        assertThat(heard).isEmpty();
        assertThat(world.nodes()).containsExactly(one);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.connect(one, two))
                .withMessageContaining("no running node of this world, node=two");
    }

    @Test
    void aProcessOfACrashedNodeEnds() {
        var ended = new ArrayList<String>();
        two.spawn("process", ActorSpec.<String>process(context -> {
            try {
                context.receive();
            } finally {
                ended.add("ended");
            }
        }));
        world.settle();
        world.crash(two);
        world.settle();

        assertThat(ended).containsExactly("ended");
    }

    @Test
    void clocksOfNodesCanBeWrongAndTimersDoNotMind() {
        var before = one.time().now();
        world.jumpClock(two, Duration.ofHours(-3));
        var fired = new ArrayList<String>();
        var _ = two.time().schedule(ofSeconds(1), () -> fired.add("two"));
        world.advance(ofSeconds(1));

        assertThat(fired).containsExactly("two");
        assertThat(one.time().now()).isEqualTo(before.plusSeconds(1));
        assertThat(two.time().now()).isEqualTo(before.plusSeconds(1).minus(Duration.ofHours(3)));
    }

    @Test
    void aSlowActorIsPassedOverByOthers() {
        ActorRef<Integer> slow = one.spawn("slow", context -> number -> {
            heard.add(-number);
            return Behavior.same();
        });
        ActorRef<Integer> quick = one.spawn("quick", context -> number -> {
            heard.add(number);
            return number == 20 ? Behavior.same() : tellNext(context.self(), number + 1);
        });
        world.settle();
        world.setSlowness(one, slow, 0.999);
        slow.tell(1);
        quick.tell(1);
        world.settle();

        assertThat(heard).hasSize(21).endsWith(-1);
    }

    private static Behavior<Integer> tellNext(ActorRef<Integer> self, int number) {
        self.tell(number);
        return Behavior.same();
    }

    @Test
    void aWriterWaitsWhileTooMuchIsUnderWay() {
        var hearer = mounted();
        world.part(one, two);
        int accepted = 0;
        while (hearer.tell(new Note(accepted)) == dev.microkernel.mailbox.Delivery.ACCEPTED) {
            accepted++;
            world.settle();
        }
        assertThat(accepted).isBetween(4_096, 50_000);
        world.heal();
        world.advance(ofSeconds(1));

        assertThat(heard).hasSize(accepted).isSorted();
    }

    private ActorRef<Object> mounted() {
        var _ = world.connect(one, two);
        world.advance(ofSeconds(1));
        return hearer();
    }

    private ActorRef<Object> hearer() {
        var hearer = two.spawn(
                "hearer",
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number());
                            return Behavior.same();
                        })
                        .withMailbox(dev.microkernel.mailbox.MailboxSpec.bounded(100_000))
                        .withWireMessages(Note.class));
        two.registry().register("hearer", hearer);
        world.advance(ofSeconds(1));
        return one.registry().lookup("hearer").orElseThrow();
    }

    private void tell(ActorRef<Object> hearer, int... numbers) {
        for (int number : numbers) {
            hearer.tell(new Note(number));
        }
        world.advance(ofSeconds(1));
    }
}
