package dev.microkernel.remote.link;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Routing;
import dev.microkernel.codec.MessageType;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway between nodes that have no link of their own, on a simulated network. */
class RelayTest {

    @MessageType(7)
    record Note(int number) {}

    @MessageType(8)
    record Heard(int number) {}

    @MessageType(9)
    record Large(List<Byte> bytes) {}

    private static final LinkSettings RELAYING = LinkSettings.DEFAULT.withRelayed(List.of("*"));

    private final SimulatedWorld world = new SimulatedWorld(11);
    private final List<Integer> heard = new ArrayList<>();
    private ActorSystem app;
    private ActorSystem gateway;
    private ActorSystem kitchen;

    @AfterEach
    void close() {
        world.close();
    }

    private ActorSystem node(String identity, int id, LinkSettings settings) {
        return world.start(ActorSystem.named(identity).nodeId(id).links(settings));
    }

    /** A hearer in the kitchen, a gateway, and an application behind it. */
    private void start(LinkSettings ofGateway) {
        app = node("app", 1, LinkSettings.DEFAULT);
        gateway = node("gateway", 2, ofGateway);
        kitchen = node("kitchen", 3, LinkSettings.DEFAULT);
        hearer(kitchen);
        world.mount(app, gateway);
        world.mount(gateway, kitchen);
        world.advance(ofSeconds(1));
    }

    private ActorRef<Note> hearer(ActorSystem system) {
        var actor = system.spawn(
                "hearer",
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number);
                            context.reply(new Heard(note.number));
                            return note.number < 0 ? Behavior.stopped() : Behavior.same();
                        })
                        .withWireMessages(Note.class));
        system.registry().register("hearer", actor);
        return actor;
    }

    private ActorRef<Object> find(String path) {
        return app.registry().lookup(path).orElseThrow();
    }

    @Test
    void anActorBehindAGatewayIsToldAskedAndAnswers() {
        start(RELAYING);
        var hearer = find("/node/kitchen/hearer");
        assertThat(find("/node/gateway/node/kitchen/hearer")).isEqualTo(hearer);
        assertThat(app.registry().list("/node/gateway/")).containsKey("/node/gateway/node/kitchen/hearer");
        assertThat(app.peers()).hasSize(1);

        hearer.tell(new Note(1));
        var answer = hearer.ask(new Note(2), Heard.class, ofSeconds(5));
        world.advance(ofSeconds(1));

        assertThat(heard).containsExactly(1, 2);
        assertThat(answer).isCompletedWithValue(new Heard(2));
    }

    @Test
    void nothingIsRelayedUnlessTheSettingsSayOfWhom() {
        start(LinkSettings.DEFAULT.withRelayed(List.of("garage", "cell*")));

        assertThat(app.registry().lookup("/node/kitchen/hearer")).isEmpty();
        assertThat(app.registry().list("/node/gateway/")).isEmpty();
    }

    @Test
    void namesThatCannotBeReachedAnyMoreAreGoneAndComeBack() {
        start(RELAYING);
        var hearer = find("/node/kitchen/hearer");
        world.part(gateway, kitchen);
        world.advance(ofSeconds(60));
        assertThat(app.registry().list("/node/")).isEmpty();
        hearer.tell(new Note(1));
        world.heal();
        world.advance(ofSeconds(60));

        assertThat(gateway.deadLetters().count(DeadLetter.Reason.NO_SUCH_ACTOR)).isEqualTo(1);
        find("/node/kitchen/hearer").tell(new Note(2));
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(2);
    }

    @Test
    void aNameThatIsTakenBackIsGoneEverywhere() {
        start(RELAYING);
        kitchen.registry().unregister("hearer");
        world.advance(ofSeconds(1));

        assertThat(app.registry().list("/node/")).isEmpty();
    }

    @Test
    void watchersHearOfEndsBehindAGatewayAndOfTheLossOfIt() {
        start(RELAYING);
        var ends = app.monitor(find("/node/kitchen/hearer"));
        find("/node/kitchen/hearer").tell(new Note(-1));
        world.advance(ofSeconds(1));
        assertThat(ends).isCompletedWithValue(new ExitReason.Normal());

        kitchen.registry().register("again", kitchen.spawn("again", context -> message -> Behavior.same()));
        world.advance(ofSeconds(1));
        var lost = app.monitor(find("/node/kitchen/again"));
        world.part(gateway, kitchen);
        world.advance(ofSeconds(60));
        assertThat(lost).isCompletedWithValue(new ExitReason.Unreachable(3));
    }

    @Test
    void whatTheGatewayCannotPassOnIsADeadLetterOfTheSenderAndOfTheGateway() {
        app = node("app", 1, LinkSettings.DEFAULT);
        gateway = node("gateway", 2, RELAYING);
        kitchen = node("kitchen", 3, LinkSettings.DEFAULT.withRoom(1024, 1024));
        hearer(kitchen);
        world.mount(app, gateway);
        world.mount(gateway, kitchen);
        world.advance(ofSeconds(1));
        var from = app.spawn("from", context -> message -> Behavior.same());
        find("/node/kitchen/hearer").tell(new Large(Collections.nCopies(2_000, (byte) 1)), from);
        world.advance(ofSeconds(1));

        assertThat(app.deadLetters().newest())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadLetter.Reason.MALFORMED);
        assertThat(gateway.deadLetters().newest())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.detail()).contains("payload length must be 0..1024 bytes to be passed on"));
        assertThat(gateway.peers()).hasSize(2);
    }

    /** An actor in the kitchen that is suspended, with a mailbox of one place. */
    private void suspended(String name, MailboxSpec mailbox) {
        var actor = kitchen.spawn(
                name,
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number);
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class)
                        .withMailbox(mailbox));
        kitchen.registry().register(name, actor);
        kitchen.suspend(actor);
        world.advance(ofSeconds(1));
    }

    @Test
    void anAskThatTheFarNodeRefusesFailsAtOnce() {
        start(RELAYING);
        suspended("full", MailboxSpec.bounded(1));
        var full = find("/node/kitchen/full");
        var asks = new ArrayList<CompletableFuture<Heard>>();
        for (int i = 0; i < 8; i++) {
            asks.add(full.ask(new Note(i), Heard.class, ofHours(1)));
        }
        world.advance(ofSeconds(1));

        assertThat(asks.getLast()).isCompletedExceptionally();
        assertThat(asks.getLast().exceptionNow())
                .isInstanceOfSatisfying(
                        AskException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.REFUSED_FULL));
        assertThat(app.deadLetters().count(DeadLetter.Reason.FULL)).isPositive();
        assertThat(app.deadLetters().newest().getLast().receiver())
                .isEqualTo(full.id().toString());
    }

    @Test
    void aReplyThatTheAskerDoesNotTakeIsADeadLetterOfWhoSentIt() {
        start(RELAYING);
        var strange = kitchen.spawn(
                "strange",
                ActorSpec.<Note>of(context -> note -> {
                            context.reply(new Large(List.of((byte) note.number)));
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class));
        kitchen.registry().register("strange", strange);
        var asker = app.spawn(
                "asker", ActorSpec.<Note>of(context -> note -> Behavior.same()).withWireMessages(Note.class));
        world.advance(ofSeconds(1));
        find("/node/kitchen/strange").tell(new Note(1), asker);
        world.advance(ofSeconds(1));

        assertThat(app.deadLetters().count(DeadLetter.Reason.UNKNOWN_TYPE)).isEqualTo(1);
        assertThat(kitchen.deadLetters().count(DeadLetter.Reason.MALFORMED)).isEqualTo(1);
    }

    @Test
    void aDeadlineIsPassedOn() {
        start(RELAYING);
        suspended("slow", MailboxSpec.bounded(1).withBlocking(ofSeconds(5)));
        var slow = find("/node/kitchen/slow");
        for (int i = 0; i < 4; i++) {
            slow.tell(new Note(i)); // the kitchen's deliverer waits for room
        }
        var ask = slow.ask(new Note(99), Heard.class, ofSeconds(1));
        world.advance(ofSeconds(3));
        kitchen.resume(kitchen.find("/slow").orElseThrow());
        world.advance(ofSeconds(5));

        assertThat(ask).isCompletedExceptionally();
        assertThat(heard).containsExactly(0, 1, 2, 3);
        assertThat(app.deadLetters().count(DeadLetter.Reason.EXPIRED)).isEqualTo(1);
    }

    @Test
    void confirmedMessagesAreEachDeliveredOnceAndInOrder() {
        start(RELAYING);
        var hearer = app.confirmed(find("/node/kitchen/hearer"));
        world.setFaults(0.2, 0.2);
        for (int i = 0; i < 200; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofMinutes(10));

        assertThat(heard).isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void aGatewayKeepsConfirmedMessagesWhileTheFarNodeIsAway() {
        start(RELAYING);
        var hearer = app.confirmed(find("/node/kitchen/hearer"));
        world.part(gateway, kitchen);
        for (int i = 0; i < 20; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofSeconds(60));
        assertThat(gateway.peers()).extracting(PeerInfo::identity).containsExactly("app");
        world.heal();
        world.advance(ofSeconds(60));

        assertThat(heard).isEqualTo(IntStream.range(0, 20).boxed().toList());
        assertThat(app.deadLetters().newest()).isEmpty();
    }

    @Test
    void anActorBehindAGatewayJoinsAGroupWhereItIsJoined() {
        start(RELAYING);
        assertThat(kitchen.registry()
                        .join("hearers", kitchen.registry().lookup("hearer").orElseThrow()))
                .isTrue();
        world.advance(ofSeconds(1));
        assertThat(gateway.registry().members("hearers")).hasSize(1);
        assertThat(app.registry().members("hearers")).isEmpty();

        assertThat(app.registry().join("hearers", find("/node/kitchen/hearer"))).isTrue();
        app.registry().<Note>group("hearers", Routing.roundRobin()).tell(new Note(1));
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(1);
    }

    @Test
    void aNameBelowTheNodesOwnIsRelayedAsItIs() {
        start(RELAYING);
        kitchen.registry()
                .register(
                        "/node/kitchen/oven",
                        kitchen.registry().lookup("hearer").orElseThrow());
        world.advance(ofSeconds(1));
        find("/node/kitchen/oven").tell(new Note(1));
        world.advance(ofSeconds(1));

        assertThat(heard).containsExactly(1);
        assertThat(app.registry().list("/node/kitchen/"))
                .containsOnlyKeys("/node/kitchen/hearer", "/node/kitchen/oven");
    }

    @Test
    void aPeerReachesThroughAGatewayOnlyWhatItsPolicyHas() {
        start(RELAYING.withPolicy("app", new PeerPolicy(List.of("/node/garage/*"), List.of("*"), false, 0)));

        assertThat(app.registry().list("/node/")).isEmpty();
    }

    @Test
    void gatewaysBehindGatewaysAreNamedInThePath() {
        start(RELAYING);
        var far = node("far", 4, LinkSettings.DEFAULT);
        var second = node("second", 5, RELAYING);
        world.mount(far, second);
        world.mount(second, gateway);
        world.advance(ofSeconds(2));
        var hearer = far.registry().lookup("/node/gateway/node/kitchen/hearer").orElseThrow();
        var answer = hearer.ask(new Note(1), Heard.class, ofSeconds(5));
        world.advance(ofSeconds(1));

        assertThat(answer).isCompletedWithValue(new Heard(1));
    }

    @Test
    void aRingOfGatewaysKnowsNothingOfAnActorThatIsGone() {
        start(RELAYING);
        var ring = List.of(gateway, node("b", 4, RELAYING), node("c", 5, RELAYING), node("d", 6, RELAYING));
        for (int i = 0; i < ring.size(); i++) {
            world.mount(ring.get(i), ring.get((i + 1) % ring.size()));
        }
        world.advance(ofSeconds(5));
        for (var neighbour : List.of("b", "d")) {
            assertThat(ring.get(2).registry().lookup("/node/" + neighbour + "/node/gateway/node/kitchen/hearer"))
                    .as(neighbour)
                    .isPresent();
        }
        for (var node : ring) {
            assertThat(gateway.registry().list("/node/").keySet())
                    .allMatch(path -> Relays.nodesIn(path).stream().distinct().count()
                            == Relays.nodesIn(path).size());
            assertThat(node.registry().list("/node/").keySet())
                    .noneMatch(path -> Relays.nodesIn(path).contains(node.identity()));
        }

        world.crash(kitchen);
        world.advance(ofSeconds(60));
        for (var node : ring) {
            assertThat(node.registry().list("/node/")).as(node.identity()).isEmpty();
        }
    }

    @Test
    void aPathHasNoMoreNodesThanTheLimit() {
        var chain = new ArrayList<ActorSystem>();
        for (int i = 1; i <= Relays.HOPS_MAX + 3; i++) {
            chain.add(node("n" + i, i, RELAYING));
            if (i > 1) {
                world.mount(chain.get(i - 2), chain.get(i - 1));
            }
        }
        hearer(chain.getFirst());
        world.advance(ofSeconds(10));

        assertThat(chain.get(Relays.HOPS_MAX + 1).registry().list(""))
                .containsOnlyKeys("/node/n4/node/n3/node/n2/node/n1/hearer");
        assertThat(chain.get(Relays.HOPS_MAX + 2).registry().list("")).isEmpty();
    }
}
