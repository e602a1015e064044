package dev.microkernel.remote.link;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Groups;
import dev.microkernel.actor.Routing;
import dev.microkernel.actor.Topic;
import dev.microkernel.codec.MessageType;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups and topics whose members are on several nodes, on a simulated network. */
class RemoteGroupsTest {

    private static final String GROUP = "alerts";

    @MessageType(7)
    record Note(int number) {}

    private final SimulatedWorld world = new SimulatedWorld(7);
    private final List<String> heard = new ArrayList<>();
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

    private void startAndMount() {
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT);
        world.mount(one, two);
        world.advance(ofSeconds(1));
    }

    private ActorRef<Note> member(ActorSystem system, String name) {
        var actor = system.spawn(
                name,
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(name + " " + note.number);
                            return note.number < 0 ? Behavior.stopped() : Behavior.same();
                        })
                        .withWireMessages(Note.class));
        assertThat(system.registry().join(GROUP, actor)).isTrue();
        return actor;
    }

    @Test
    void whatIsPublishedReachesSubscribersOnAllNodesOnce() {
        startAndMount();
        member(one, "here");
        member(two, "there");
        member(two, "also there");
        world.advance(ofSeconds(1));

        var published = one.registry().<Note>topic(GROUP).publish(new Note(1));
        world.advance(ofSeconds(1));

        assertThat(published).isEqualTo(new Topic.Published(3, 0));
        assertThat(heard).containsExactlyInAnyOrder("here 1", "there 1", "also there 1");
    }

    @Test
    void aNodeThatIsMountedLaterHearsOfMembersThatThereWere() {
        start(LinkSettings.DEFAULT, LinkSettings.DEFAULT);
        member(two, "there");
        member(one, "here");
        world.mount(one, two);
        world.advance(ofSeconds(1));

        assertThat(one.peers().getFirst().namesKnown()).isTrue();
        assertThat(one.registry().members(GROUP)).hasSize(2);
        assertThat(two.registry().members(GROUP)).hasSize(2);
        assertThat(one.registry().groups("")).containsExactly(GROUP);
    }

    @Test
    void aGroupTakesTurnsWithMembersElsewhere() {
        startAndMount();
        member(one, "here");
        member(two, "there");
        world.advance(ofSeconds(1));
        var group = one.registry().<Note>group(GROUP, Routing.roundRobin());
        for (int i = 0; i < 4; i++) {
            assertThat(group.tell(new Note(i))).isEqualTo(Delivery.ACCEPTED);
        }
        world.advance(ofSeconds(1));

        assertThat(heard).containsExactlyInAnyOrder("here 0", "there 1", "here 2", "there 3");
    }

    @Test
    void whoLeavesOrEndsIsAMemberNowhere() {
        startAndMount();
        var leaves = member(two, "leaves");
        var ends = member(two, "ends");
        world.advance(ofSeconds(1));
        assertThat(one.registry().members(GROUP)).hasSize(2);

        two.registry().leave(GROUP, leaves);
        ends.tell(new Note(-1));
        world.advance(ofSeconds(1));

        assertThat(one.registry().members(GROUP)).isEmpty();
        assertThat(one.registry().groups("")).isEmpty();
    }

    @Test
    void membersOfANodeThatIsGoneAreNoneAndComeBackWithIt() {
        startAndMount();
        member(two, "there");
        member(one, "here");
        world.advance(ofSeconds(1));
        world.part(one, two);
        world.advance(ofSeconds(60));
        assertThat(one.registry().members(GROUP)).hasSize(1);
        assertThat(one.registry().<Note>topic(GROUP).publish(new Note(1))).isEqualTo(new Topic.Published(1, 0));

        world.heal();
        world.advance(ofSeconds(60));
        assertThat(one.registry().members(GROUP)).hasSize(2);
        assertThat(one.registry().<Note>topic(GROUP).publish(new Note(2))).isEqualTo(new Topic.Published(2, 0));
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactlyInAnyOrder("here 1", "here 2", "there 2");
    }

    @Test
    void aNodeBetweenTellsNobodyOfMembersThatAreNotItsOwn() {
        startAndMount();
        var three = world.start(ActorSystem.named("three").nodeId(3));
        world.mount(two, three);
        member(three, "far");
        world.advance(ofSeconds(1));

        assertThat(two.registry().members(GROUP)).hasSize(1);
        assertThat(one.registry().members(GROUP)).isEmpty();
    }

    @Test
    void anActorThatJoinsByItsReferenceIsAMemberThereOnly() {
        startAndMount();
        var there = member(two, "there");
        two.registry().leave(GROUP, there);
        two.registry().register("there", there);
        world.advance(ofSeconds(1));
        one.registry().join(GROUP, one.registry().lookup("there").orElseThrow());
        world.advance(ofSeconds(1));

        assertThat(one.registry().members(GROUP)).hasSize(1);
        assertThat(two.registry().members(GROUP)).isEmpty();
    }

    @Test
    void aPeerBringsMembersOnlyToGroupsThatItsPolicyHas() {
        start(
                LinkSettings.DEFAULT.withPolicy("two", new PeerPolicy(List.of("*"), List.of("open*"), false, 0)),
                LinkSettings.DEFAULT);
        world.mount(one, two);
        var there = member(two, "there");
        two.registry().join("open", there);
        world.advance(ofSeconds(1));

        assertThat(one.registry().groups("")).containsExactly("open");
        assertThat(one.refusals().get(Refusal.GROUP)).isEqualTo(1);
    }

    @Test
    void aPeerIsToldOnlyOfGroupsThatItMaySendToAndMaySendToTheirMembers() {
        start(
                LinkSettings.DEFAULT,
                LinkSettings.DEFAULT.withPolicy("one", new PeerPolicy(List.of("open*"), List.of("*"), false, 0)));
        world.mount(one, two);
        member(two, "secret");
        var open = member(two, "open");
        two.registry().join("open", open);
        world.advance(ofSeconds(1));
        assertThat(one.registry().groups("")).containsExactly("open");

        one.registry().<Note>topic("open").publish(new Note(1));
        world.advance(ofSeconds(1));

        assertThat(heard).containsExactly("open 1");
        assertThat(two.refusals().get(Refusal.NOT_PERMITTED)).isZero();
    }

    @Test
    void aPeerFillsNoMoreThanItsShareAndLocalActorsStillJoin() {
        startAndMount();
        var there = member(two, "there");
        for (int i = 0; i < Groups.GROUPS_MAX - 1; i++) {
            two.registry().join("group" + i, there);
        }
        world.advance(ofSeconds(10));

        assertThat(one.registry().groups("")).hasSize(Groups.GROUPS_MAX / 2);
        assertThat(one.refusals().get(Refusal.GROUP)).isEqualTo(Groups.GROUPS_MAX / 2);
        assertThat(member(one, "here")).isNotNull();
        assertThat(one.registry().join("another", one.find("/here").orElseThrow()))
                .isTrue();
    }
}
