package dev.microkernel.remote.link;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.codec.MessageType;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Protection;
import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.RemoteFailureException;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import dev.microkernel.wire.PreSharedKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links between MK02 nodes, on a simulated network. */
class Mk02Test {

    @MessageType(7)
    record Note(int number) {}

    @MessageType(8)
    record Heard(int number) {}

    @MessageType(9)
    record Large(List<Byte> bytes) {}

    private static final PreSharedKey KEY = PreSharedKey.of("0123456789abcdef");

    private final SimulatedWorld world = new SimulatedWorld(42);
    private final List<Integer> heard = new ArrayList<>();
    private ActorSystem one;
    private ActorSystem two;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(LinkSettings ofOne, LinkSettings ofTwo) {
        one = world.start(ActorSystem.named("one").nodeId(1).links(ofOne));
        two = world.start(ActorSystem.named("two").nodeId(2).links(ofTwo));
    }

    private void start() {
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT);
    }

    /** Keeps two mounted on one, with an actor on two that takes notes and answers them. */
    private ActorRef<Object> mounted() {
        register(two, "hearer", hearer());
        world.mount(one, two);
        world.advance(ofSeconds(1));
        return find("hearer");
    }

    private ActorSpec<Note> hearer() {
        return ActorSpec.<Note>of(context -> note -> {
                    heard.add(note.number);
                    context.reply(new Heard(note.number));
                    return note.number < 0 ? Behavior.stopped() : Behavior.same();
                })
                .withWireMessages(Note.class)
                .withMailbox(MailboxSpec.unbounded());
    }

    private static <M> ActorRef<M> register(ActorSystem system, String name, ActorSpec<M> spec) {
        var actor = system.spawn(name, spec);
        system.registry().register(name, actor);
        return actor;
    }

    private ActorRef<Object> find(String name) {
        return one.registry().lookup(name).orElseThrow();
    }

    // ---- liveness and lives

    @Test
    void measuresHowLongAFrameAndItsAnswerTake() {
        start();
        world.setDelay(ofMillis(20), ofMillis(20));
        mounted();
        world.advance(ofSeconds(30));

        var peer = one.peers().getFirst();
        assertThat(peer.roundTrip()).hasValueSatisfying(time -> assertThat(time).isBetween(ofMillis(40), ofMillis(45)));
        assertThat(peer.level()).isEqualTo(PeerInfo.Level.MK02);
        assertThat(peer.namesKnown()).isTrue();
        assertThat(peer.incarnation()).isNotZero();
        assertThat(peer.queuedFrames()).isZero();
        assertThat(peer.traffic().bytesReceived()).isPositive();
    }

    @Test
    void aPeerThatSaysNothingForThreeHeartbeatsIsGoneThoughItsConnectionStands() {
        start(LinkSettings.DEFAULT.withHeartbeat(ofMillis(500)), LinkSettings.DEFAULT.withHeartbeat(ofMillis(200)));
        world.setPatience(ofHours(1));
        var end = one.monitor(mounted());
        world.crash(two);
        world.advance(ofMillis(350));
        assertThat(end).isNotDone();
        world.advance(ofMillis(1_000));

        assertThat(end).isCompletedWithValue(new ExitReason.Unreachable(2));
        assertThat(one.peers()).isEmpty();
    }

    @Test
    void anIdleLinkStands() {
        start();
        mounted();
        var since = one.peers().getFirst().since();
        world.advance(ofHours(2));

        assertThat(one.peers()).extracting(PeerInfo::since).containsExactly(since);
    }

    @Test
    void aNewLifeOfANodeNeverGetsWhatWasMeantForTheOldOne() {
        start();
        var former = mounted();
        world.crash(two);
        two = world.start(ActorSystem.named("two").nodeId(2));
        register(two, "hearer", hearer());
        world.advance(ofMinutes(1));
        var present = find("hearer");

        assertThat(present.id()).isEqualTo(former.id()); // numbers begin afresh
        assertThat(present).isNotEqualTo(former);
        assertThat(former.tell(new Note(1))).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(present.tell(new Note(2))).isEqualTo(Delivery.ACCEPTED);
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(2);
    }

    @Test
    void aReferenceWorksAgainWhenTheSameLifeComesBack() {
        start();
        var hearer = mounted();
        world.part(one, two);
        world.advance(ofMinutes(1));
        assertThat(hearer.tell(new Note(1))).isEqualTo(Delivery.REFUSED_STOPPED);
        world.heal();
        world.advance(ofMinutes(1));

        assertThat(hearer.tell(new Note(2))).isEqualTo(Delivery.ACCEPTED);
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(2);
        assertThat(find("hearer")).isEqualTo(hearer);
    }

    @Test
    void aNodeThatStopsSaysSo() {
        start();
        var mount = world.mount(one, two);
        world.advance(ofSeconds(1));
        assertThat(two.disconnect("one")).isEqualTo(1);
        world.settle();
        world.advance(ofMillis(10));

        assertThat(mount.lastError())
                .hasValueSatisfying(error -> assertThat(error).isEqualTo("it said goodbye: it was disconnected"));
        world.advance(ofSeconds(10));
        assertThat(mount.peer()).isPresent(); // it comes again
        assertThat(one.peers().getFirst().lastError()).hasValue("it said goodbye: it was disconnected");
    }

    // ---- watching

    @Test
    void watchersHearWhyAnActorElsewhereHasEnded() {
        start();
        register(
                two,
                "broken",
                ActorSpec.<Note>of(context -> note -> {
                            throw new IllegalStateException("sensor is broken");
                        })
                        .withWireMessages(Note.class)
                        .withRestart(RestartType.TEMPORARY));
        var normal = one.monitor(mounted());
        var failed = one.monitor(find("broken"));
        find("hearer").tell(new Note(-1));
        find("broken").tell(new Note(1));
        world.advance(ofSeconds(1));

        assertThat(normal).isCompletedWithValue(new ExitReason.Normal());
        assertThat(failed)
                .isCompletedWithValueMatching(reason -> reason instanceof ExitReason.Failed(var cause)
                        && cause instanceof RemoteFailureException
                        && "java.lang.IllegalStateException: sensor is broken".equals(cause.getMessage()));
    }

    @Test
    void watchersHearOfAnActorThatIsStoppedAndOfOneThatIsNoMore() {
        start();
        var hearer = mounted();
        var end = one.monitor(hearer);
        world.advance(ofSeconds(1));
        two.stop(two.find("/hearer").orElseThrow());
        world.advance(ofSeconds(1));

        assertThat(end).isCompletedWithValue(new ExitReason.Stopped());
        var late = one.monitor(hearer);
        world.advance(ofSeconds(1));
        assertThat(late).isCompletedWithValue(new ExitReason.Unknown());
    }

    @Test
    void whoDoesNotWatchAnyMoreHearsNothingAndCanWatchAgain() {
        start();
        var hearer = mounted();
        var first = one.monitor(hearer);
        world.advance(ofSeconds(1));
        assertThat(first.cancel(false)).isTrue();
        world.advance(ofSeconds(1));
        var second = one.monitor(hearer);
        world.advance(ofSeconds(1));
        hearer.tell(new Note(-1));
        world.advance(ofSeconds(1));

        assertThat(second).isCompletedWithValue(new ExitReason.Normal());
        assertThat(first).isCancelled();
    }

    @Test
    void everyReasonIsTheSameOnTheOtherSide() {
        var reasons = List.of(
                new ExitReason.Normal(),
                new ExitReason.Stopped(),
                new ExitReason.Killed(),
                new ExitReason.Unreachable(9),
                new ExitReason.Deadline(ofMillis(1500)),
                new ExitReason.Memory(65_536),
                new ExitReason.Trap("unreachable"),
                new ExitReason.Unknown());
        for (var reason : reasons) {
            assertThat(throughTheWire(reason)).isEqualTo(reason);
        }
        assertThat(throughTheWire(new ExitReason.Failed(new IllegalStateException("sensor is broken"))))
                .isInstanceOfSatisfying(
                        ExitReason.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isInstanceOf(RemoteFailureException.class)
                                .hasMessage("java.lang.IllegalStateException: sensor is broken"));
    }

    private ExitReason throughTheWire(ExitReason reason) {
        return ServedWatches.reason(ServedWatches.terminated(new ActorId(1), reason));
    }

    // ---- what is not delivered

    @Test
    void aMessageToAFullMailboxIsADeadLetterAtItsSender() {
        start();
        register(
                two,
                "full",
                ActorSpec.<Note>of(context -> note -> Behavior.same())
                        .withWireMessages(Note.class)
                        .withMailbox(MailboxSpec.bounded(1)));
        mounted();
        two.suspend(two.find("/full").orElseThrow());
        var full = find("full");
        var teller = register(one, "teller", ActorSpec.<Note>of(context -> note -> {
            full.tell(note, context.self());
            return Behavior.same();
        }));
        for (int i = 0; i < 3; i++) {
            teller.tell(new Note(i));
        }
        world.advance(ofSeconds(1));

        assertThat(one.deadLetters().count(Reason.FULL)).isPositive();
        assertThat(one.deadLetters().newest().getLast())
                .satisfies(letter -> assertThat(letter.sender()).isEqualTo("/teller"))
                .satisfies(letter ->
                        assertThat(letter.receiver()).isEqualTo(full.id().toString()));
    }

    @Test
    void anAskOfAnActorThatIsNoMoreFailsAtOnce() {
        start();
        var hearer = mounted();
        hearer.tell(new Note(-1));
        world.advance(ofSeconds(1));
        var ask = hearer.ask(new Note(1), Heard.class, ofHours(1));
        world.advance(ofSeconds(1));

        assertThat(ask).isCompletedExceptionally();
        assertThat(ask.exceptionNow())
                .isInstanceOfSatisfying(
                        AskException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.REFUSED_STOPPED))
                .hasMessageContaining("NO_SUCH_ACTOR");
    }

    @Test
    void aMessageThatNobodyWaitsForAnyMoreIsNotDelivered() {
        start();
        register(
                two,
                "slow",
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number);
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class)
                        .withMailbox(MailboxSpec.bounded(1).withBlocking(ofSeconds(5))));
        mounted();
        var slow = find("slow");
        two.suspend(two.find("/slow").orElseThrow());
        for (int i = 0; i < 4; i++) {
            slow.tell(new Note(i)); // the deliverer waits for room
        }
        var ask = slow.ask(new Note(99), Heard.class, ofSeconds(1));
        world.advance(ofSeconds(3));
        two.resume(two.find("/slow").orElseThrow());
        world.advance(ofSeconds(5));

        assertThat(ask).isCompletedExceptionally();
        assertThat(heard).containsExactly(0, 1, 2, 3);
        assertThat(one.deadLetters().count(Reason.EXPIRED)).isEqualTo(1);
    }

    @Test
    void aTraceGoesWithAMessage() {
        start();
        var nobody = two.spawn(ActorSpec.<Note>of(context -> note -> Behavior.same()));
        two.stop(nobody);
        register(
                two,
                "traced",
                ActorSpec.<Note>of(context -> note -> {
                            nobody.tell(note);
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class));
        mounted();
        var traced = find("traced");
        var trace = TraceContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .orElseThrow();
        trace.run(() -> traced.tell(new Note(1)));
        traced.tell(new Note(2));
        world.advance(ofSeconds(1));

        assertThat(two.deadLetters().newest()).extracting(DeadLetter::trace).containsExactly(trace.toString(), "");
    }

    // ---- flow control

    @Test
    void aSlowReceiverSlowsItsSenderAndLosesNothing() {
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT.withRoom(1 << 20, 1024));
        register(
                two,
                "slow",
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number);
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class)
                        .withMailbox(MailboxSpec.bounded(4).withBlocking(ofHours(10))));
        mounted();
        var slow = find("slow");
        two.suspend(two.find("/slow").orElseThrow());
        int accepted = 0;
        while (slow.tell(new Note(accepted)) == Delivery.ACCEPTED) {
            accepted++;
            world.advance(ofMillis(1));
        }
        // A window full has gone, the rest waits here, and the link lives.
        assertThat(accepted).isBetween(Outbound.MESSAGES_MAX, Outbound.MESSAGES_MAX + 1024 / 32 + 10);
        world.advance(ofMinutes(10));
        assertThat(one.peers()).hasSize(1);
        two.resume(two.find("/slow").orElseThrow());
        world.advance(ofMinutes(1));

        assertThat(heard)
                .containsExactlyElementsOf(IntStream.range(0, accepted).boxed().toList());
        assertThat(one.peers().getFirst().queuedBytes()).isZero();
    }

    @Test
    void aMessageLargerThanTheWindowGoesThrough() {
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT.withRoom(1 << 16, 1024));
        var lengths = new ArrayList<Integer>();
        register(
                two,
                "large",
                ActorSpec.<Large>of(context -> large -> {
                            lengths.add(large.bytes.size());
                            return Behavior.same();
                        })
                        .withWireMessages(Large.class));
        mounted();
        var large = find("large");
        for (int i = 0; i < 10; i++) {
            large.tell(new Large(Collections.nCopies(60_000, (byte) 1)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> large.tell(new Large(Collections.nCopies(70_000, (byte) 1))))
                .withMessageContaining("payload length must be 0..65536 bytes");
        world.advance(ofSeconds(10));

        assertThat(lengths).hasSize(10);
    }

    // ---- confirmed delivery

    @Test
    void confirmedMessagesArriveOnceAndInOrderThroughLossesDoublingsAndPartitions() {
        start(LinkSettings.DEFAULT.withHeartbeat(ofMillis(100)), LinkSettings.DEFAULT.withHeartbeat(ofMillis(100)));
        var hearer = one.confirmed(mounted());
        int told = 0;
        for (int round = 0; round < 20; round++) {
            world.setFaults(round % 2 * 0.3, round % 3 * 0.2);
            for (int i = 0; i < 50; i++) {
                assertThat(hearer.tell(new Note(told++))).isEqualTo(Delivery.ACCEPTED);
            }
            if (round % 4 == 1) {
                world.part(one, two);
            }
            world.advance(ofMillis(round * 37));
            world.heal(one, two);
        }
        world.setFaults(0, 0);
        world.advance(ofMinutes(2));

        assertThat(heard)
                .containsExactlyElementsOf(IntStream.range(0, told).boxed().toList());
        assertThat(one.deadLetters().count(Reason.UNCONFIRMED)).isZero();
    }

    @Test
    void whatANewLifeCannotConfirmIsADeadLetter() {
        start();
        var hearer = one.confirmed(mounted());
        world.part(one, two);
        hearer.tell(new Note(1));
        hearer.tell(new Note(2));
        world.crash(two);
        two = world.start(ActorSystem.named("two").nodeId(2));
        world.heal();
        world.advance(ofMinutes(1));

        assertThat(one.deadLetters().count(Reason.UNCONFIRMED)).isEqualTo(2);
        assertThat(hearer.tell(new Note(3))).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatNobodyConfirmsWithinFiveMinutesIsADeadLetter() {
        start();
        var hearer = one.confirmed(mounted());
        world.part(one, two);
        world.advance(ofMinutes(1));
        assertThat(hearer.tell(new Note(1))).isEqualTo(Delivery.ACCEPTED);
        world.advance(LinkTable.MEMORY);

        assertThat(one.deadLetters().newest()).extracting(DeadLetter::reason).containsExactly(Reason.UNCONFIRMED);
    }

    @Test
    void whatWaitsToBeConfirmedIsBounded() {
        start();
        var hearer = one.confirmed(mounted());
        world.part(one, two);
        for (int i = 0; i < Confirmed.MESSAGES_MAX; i++) {
            assertThat(hearer.tell(new Note(i))).isEqualTo(Delivery.ACCEPTED);
        }
        assertThat(hearer.tell(new Note(-1))).isEqualTo(Delivery.REFUSED_FULL);
        world.heal();
        world.advance(ofMinutes(1));

        assertThat(heard).hasSize(Confirmed.MESSAGES_MAX);
    }

    // ---- who may do what

    @Test
    void nodesWithTheSameKeyAreConnectedAndOthersAreNot() {
        start(LinkSettings.DEFAULT.withKey(KEY), LinkSettings.DEFAULT.withKey(KEY));
        mounted().tell(new Note(1));
        var three = world.start(ActorSystem.named("three")
                .nodeId(3)
                .links(LinkSettings.DEFAULT.withKey(PreSharedKey.of("another key of some length"))));
        var four = world.start(ActorSystem.named("four").nodeId(4));
        var wrong = world.connect(three, two);
        var without = world.connect(four, two);
        var toOneWithout = world.connect(two, four);
        world.advance(ofSeconds(10));

        assertThat(heard).containsExactly(1);
        assertThat(one.peers().getFirst().protection()).isEqualTo(Protection.KEY);
        assertRefused(wrong, "did not prove that it has the key of three");
        assertRefused(without, "demands");
        assertRefused(toOneWithout, "demands");
        assertThat(two.refusals().get(Refusal.NOT_AUTHENTICATED)).isEqualTo(2);
        assertThat(two.peers()).hasSize(1);
    }

    private static void assertRefused(CompletableFuture<PeerInfo> connecting, String why) {
        assertThat(connecting).isCompletedExceptionally();
        assertThat(connecting.exceptionNow()).isInstanceOf(MountException.class).hasMessageContaining(why);
    }

    @Test
    void aPeerMaySendOnlyToNamesThatItsPolicyHasAndAnswerWhoHasSentItSomething() {
        var policy = new PeerPolicy(List.of("open*"), List.of("*"), false, 0);
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT.withPolicy("one", policy));
        register(two, "open-1", hearer());
        register(two, "secret", hearer());
        register(one, "echo", hearer());
        world.mount(one, two);
        world.advance(ofSeconds(1));

        assertThat(one.registry().lookup("secret")).isEmpty();
        find("open-1").tell(new Note(1));
        world.advance(ofSeconds(1));
        var echo = two.registry().lookup("echo").orElseThrow();
        var answer = echo.ask(new Note(2), Heard.class, ofSeconds(5));
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(1, 2);
        assertThat(answer).isCompletedWithValue(new Heard(2));
    }

    @Test
    void aPeerRegistersOnlyNamesThatItsPolicyHas() {
        var policy = new PeerPolicy(List.of("*"), List.of("/node/two/*"), false, 0);
        start(LinkSettings.DEFAULT.withPolicy("two", policy), LinkSettings.DEFAULT);
        register(two, "hearer", hearer());
        two.registry().register("/node/two/hearer", two.find("/hearer").orElseThrow());
        world.mount(one, two);
        world.advance(ofSeconds(1));

        assertThat(one.registry().lookup("hearer")).isEmpty();
        assertThat(one.registry().lookup("/node/two/hearer")).isPresent();
        assertThat(one.refusals().get(Refusal.NAME)).isEqualTo(1);
    }

    @Test
    void aPeerSendsOnlyAsMuchAsItsPolicyHas() {
        var policy = new PeerPolicy(List.of("*"), List.of("*"), false, 10);
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT.withPolicy(policy));
        var hearer = mounted();
        for (int i = 0; i < 30; i++) {
            hearer.tell(new Note(i));
        }
        var ask = hearer.ask(new Note(30), Heard.class, ofHours(1));
        world.advance(ofMillis(50));
        assertThat(heard).hasSize(20); // two seconds' worth after a rest
        assertThat(ask).isCompletedExceptionally();
        assertThat(two.refusals().get(Refusal.RATE)).isEqualTo(11);
        assertThat(two.peers().getFirst().framesDropped()).isEqualTo(11);
        world.advance(ofSeconds(1));
        for (int i = 0; i < 30; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofMillis(50));

        assertThat(heard).hasSize(30);
    }

    @Test
    void aBannedNodeIsGoneUntilTheBanIsTakenBack() {
        start();
        var mount = world.mount(one, two);
        world.advance(ofSeconds(1));
        two.ban("one");
        world.advance(ofSeconds(30));
        assertThat(mount.peer()).isEmpty();
        assertThat(mount.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("node one is banned"));
        assertThat(two.peers()).isEmpty();
        assertThat(two.banned()).containsExactly("one");
        assertThat(two.refusals().get(Refusal.BANNED)).isPositive();
        assertThat(two.unban("one")).isTrue();
        assertThat(two.unban("one")).isFalse();
        world.advance(ofSeconds(30));

        assertThat(mount.peer()).isPresent();
    }

    @Test
    void beyondTheMostLinksANodeIsRefused() {
        start(LinkSettings.DEFAULT.withLinksMax(1), LinkSettings.DEFAULT);
        var three = world.start(ActorSystem.named("three").nodeId(3));
        var first = world.connect(two, one);
        world.advance(ofSeconds(1));
        var second = world.connect(three, one);
        world.advance(ofSeconds(1));

        assertThat(first).isCompleted();
        assertRefused(second, "1 links, and no room for another");
        assertThat(one.refusals().get(Refusal.TOO_MANY)).isEqualTo(1);
    }

    @Test
    void anotherNodeWithTheSameIdIsRefusedAndHearsWhy() {
        start();
        var _ = world.connect(one, two);
        world.advance(ofSeconds(1));
        var impostor = world.start(ActorSystem.named("impostor").nodeId(1));
        var second = world.connect(impostor, two);
        world.advance(ofSeconds(1));

        assertRefused(second, "id 1, which is in use by one(1)");
        assertThat(two.peers()).extracting(PeerInfo::identity).containsExactly("one");
    }
}
