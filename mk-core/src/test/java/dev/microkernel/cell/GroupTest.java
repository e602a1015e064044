package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.Groups;
import dev.microkernel.actor.Registry;
import dev.microkernel.actor.Routing;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupTest {

    private static final int PEER = 3;

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(1);
    private final ActorSystem system = simulation.system();
    private final Registry registry = system.registry();
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- membership

    @Test
    void membersAreThoseWhoJoinedAndDidNotLeaveInTheOrderOfJoining() {
        var a = member("a");
        var b = member("b");
        var c = member("c");
        for (var actor : List.of(c, a, b)) {
            assertThat(registry.join("group", actor)).isTrue();
        }
        assertThat(registry.join("group", a)).as("again").isTrue();
        assertThat(registry.members("group")).containsExactly(untyped(c), untyped(a), untyped(b));

        assertThat(registry.leave("group", a)).isTrue();
        assertThat(registry.leave("group", a)).isFalse();
        assertThat(registry.leave("no group", b)).isFalse();
        assertThat(registry.members("group")).containsExactly(untyped(c), untyped(b));
    }

    @Test
    void aGroupIsThereAsLongAsItHasMembers() {
        var a = member("a");
        registry.join("/group/one", a);
        registry.join("/group/two", a);
        registry.join("other", a);
        assertThat(registry.groups("/group/")).containsExactly("/group/one", "/group/two");

        registry.leave("/group/one", a);
        assertThat(registry.groups("")).containsExactly("/group/two", "other");
        assertThat(registry.members("/group/one")).isEmpty();
        assertThat(registry.lookup("other")).as("names are apart").isEmpty();
    }

    @Test
    void anActorThatEndsLeavesAllItsGroups() {
        var a = member("a");
        var b = member("b");
        registry.join("one", a);
        registry.join("one", b);
        registry.join("two", a);
        system.stop(a);
        simulation.settle();

        assertThat(registry.groups("")).containsExactly("one");
        assertThat(registry.members("one")).containsExactly(untyped(b));
        assertThat(registry.join("one", a)).as("after its end").isFalse();
        assertThat(registry.join("two", a)).isFalse();
        assertThat(registry.groups("")).containsExactly("one");
    }

    @Test
    void anActorElsewhereLeavesWithItsLink() {
        var kernel = kernel();
        var far = new ElsewhereRef(kernel, PEER, 1);
        var onOther = new ElsewhereRef(kernel, 4, 1);
        registry.join("group", far);
        registry.join("group", onOther);
        far.closeLink();
        kernel.registry().forgetNode(PEER);

        assertThat(registry.members("group")).containsExactly(onOther);
        assertThat(registry.join("group", far)).isFalse();
        assertThat(registry.members("group")).containsExactly(onOther);
    }

    @Test
    void forgettingANodeLeavesTheActorsOfThisOne() {
        var a = member("a");
        registry.join("group", a);
        kernel().registry().forgetNode(system.nodeId());

        assertThat(registry.members("group")).hasSize(1);
    }

    @Test
    void refusesMalformedNames() {
        var a = member("a");
        for (var name : new String[] {"", "x".repeat(64), "/" + "x".repeat(127), "a\nb"}) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> registry.join(name, a));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> registry.group(name, Routing.roundRobin()));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> registry.topic(name));
        }
    }

    @Test
    void refusesReferencesThatStandForNoSingleActor() {
        try (var other = ActorSystem.named("other").simulate(1)) {
            ActorRef<String> stranger = other.system().spawn("stranger", context -> message -> Behavior.same());
            var kernel = kernel();
            for (var ref : List.of(
                    stranger,
                    registry.group("group", Routing.roundRobin()),
                    kernel.nobody(),
                    new ElsewhereRef(kernel, PEER, 0),
                    new AskRef<>(kernel, kernel.nobody(), String.class, ofSeconds(1)))) {
                assertThatIllegalArgumentException()
                        .as(ref.path())
                        .isThrownBy(() -> registry.join("group", ref))
                        .withMessageContaining("group=group, actor=" + ref.path());
            }
        }
    }

    @Test
    void groupsAreBounded() {
        var a = member("a");
        for (int i = 0; i < Groups.GROUPS_MAX; i++) {
            registry.join("group-" + i, a);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.join("one-more", a))
                .withMessage("at most 16384 groups are possible, group=one-more");
        assertThat(registry.join("group-0", member("b"))).as("it exists").isTrue();
        registry.leave("group-1", a);
        assertThat(registry.join("one-more", a)).isTrue();
    }

    @Test
    void membersOfAGroupAreBounded() {
        var kernel = kernel();
        for (int i = 1; i <= Groups.MEMBERS_MAX; i++) {
            registry.join("group", new ElsewhereRef(kernel, PEER, i));
        }
        var a = member("a");

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.join("group", a))
                .withMessage("a group can have at most 16384 members, group=group");
        assertThat(registry.join("other", a)).isTrue();
        registry.leave("group", registry.members("group").getLast());
        assertThat(registry.join("group", a)).isTrue();
    }

    @Test
    void membershipsAreBoundedTogether() {
        for (int member = 0; member < Groups.MEMBERSHIPS_MAX / Groups.GROUPS_MAX; member++) {
            var actor = member("m-" + member);
            for (int i = 0; i < Groups.GROUPS_MAX; i++) {
                registry.join("group-" + i, actor);
            }
        }
        var a = member("a");

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.join("group-0", a))
                .withMessage("groups can have at most 262144 members together, group=group-0");
        registry.leave("group-1", registry.members("group-1").getFirst());
        assertThat(registry.join("group-0", a)).isTrue();
    }

    // ---- routing, whatever the way

    @Test
    void aGroupWithoutMembersRefusesWhatItIsTold() {
        for (var routing : List.<Routing<String>>of(
                Routing.roundRobin(), Routing.random(), Routing.hash(text -> text), Routing.broadcast())) {
            assertThat(registry.group("group", routing).tell("hello")).isEqualTo(Delivery.REFUSED_STOPPED);
        }

        assertThat(system.deadLetters().count(Reason.NO_MEMBERS)).isEqualTo(4);
        assertThat(system.deadLetters().newest())
                .extracting(DeadLetter::receiver)
                .containsOnly("group group");
    }

    @Test
    void membersThatAreStoppingAreNoneAnyMore() {
        var stopping = system.<String>spawn("stopping", context -> {
            context.<String>spawn("child", child -> telling(registry, 4));
            return (String message) -> Behavior.same();
        });
        registry.join("group", stopping);
        registry.join("group", member("b"));
        simulation.settle();
        system.stop(stopping); // it waits for its child, which meanwhile tells the group
        simulation.settle();

        assertThat(heard).hasSize(16).allMatch(line -> line.startsWith("b:"));
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void refusesNullAtTheSender() {
        ActorRef<String> router = registry.group("group", Routing.broadcast());

        assertThatNullPointerException().isThrownBy(() -> router.tell(null)).withMessageContaining("must not be null");
    }

    @Test
    void aRouterHasNoIdAndCannotBeNamedOrWatched() {
        var router = registry.group("group", Routing.roundRobin());
        var watcher = (ActorCell<String>) system.<String>spawn("watcher", context -> message -> {
            context.watch(router);
            return Behavior.same();
        });
        watcher.tell("watch");
        simulation.settle();

        assertThat(router.id()).isEqualTo(ActorId.NONE);
        assertThat(router).hasToString("group group");
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("name", router));
        assertThat(registry.namesOf(router)).isEmpty();
        assertThat(watcher.inspect().lastFailure()).contains("cannot be watched; watch its members, group=group");
    }

    // ---- round robin

    @Test
    void roundRobinTellsEachInTurnWhoeverAsks() {
        join("group", "a", "b", "c");
        ActorRef<String> one = registry.group("group", Routing.roundRobin());
        ActorRef<String> two = registry.group("group", Routing.roundRobin());
        for (int i = 0; i < 3; i++) {
            one.tell("m");
            two.tell("m");
        }
        simulation.settle();

        assertThat(heard).containsExactlyInAnyOrder("a:m", "a:m", "b:m", "b:m", "c:m", "c:m");
    }

    @Test
    void roundRobinPassesFullMembersByAndRefusesWhenAllAreFull() {
        registry.join("group", member("a", 1));
        registry.join("group", member("b", 3));
        ActorRef<String> router = registry.group("group", Routing.roundRobin());
        for (int i = 0; i < 4; i++) {
            assertThat(router.tell("m" + i)).isEqualTo(Delivery.ACCEPTED);
        }
        assertThat(system.deadLetters().total()).as("nothing is lost").isZero();

        assertThat(router.tell("m4")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.FULL);
            assertThat(letter.receiver()).isEqualTo("group group");
            assertThat(letter.detail()).isEqualTo("all members are full");
        });
        simulation.settle();
        assertThat(heard).containsExactlyInAnyOrder("a:m0", "b:m1", "b:m2", "b:m3");
    }

    @Test
    void roundRobinGoesOnWhereTheCounterWraps() {
        var group = new Group("group", Integer.MAX_VALUE - 1);

        assertThat(IntStream.generate(() -> group.nextTurn(3)).limit(5)).containsExactly(0, 1, 2, 0, 1);
    }

    // ---- random

    @Test
    void randomReachesAllAndFollowsFromTheSeed() {
        join("group", "a", "b", "c");
        ActorRef<String> router = registry.group("group", Routing.random());
        for (int i = 0; i < 300; i++) {
            router.tell("m");
        }
        simulation.settle();

        assertThat(counted(heard))
                .containsOnlyKeys("a:m", "b:m", "c:m")
                .allSatisfy((who, count) -> assertThat(count).isBetween(60, 140));
        assertThat(receiversOfRandom(7)).isEqualTo(receiversOfRandom(7)).isNotEqualTo(receiversOfRandom(8));
    }

    private static List<Long> receiversOfRandom(long seed) {
        try (var simulation = ActorSystem.named("seeded").simulate(seed)) {
            var registry = simulation.system().registry();
            var kernel =
                    ((ActorCell<?>) simulation.system().spawn("any", context -> message -> Behavior.same())).kernel();
            var receivers = new ArrayList<Long>();
            var members = new ArrayList<ElsewhereRef>();
            for (int i = 1; i <= 10; i++) {
                var member = new ElsewhereRef(kernel, PEER, i);
                members.add(member);
                registry.join("group", member);
            }
            ActorRef<String> router = registry.group("group", Routing.random());
            for (int i = 0; i < 30; i++) {
                router.tell("m");
                members.stream()
                        .filter(member -> !member.taken.isEmpty())
                        .forEach(member -> receivers.add(member.id().value()));
                members.forEach(member -> member.taken.clear());
            }
            return receivers;
        }
    }

    @Test
    void randomPassesFullMembersBy() {
        registry.join("group", member("a", 1));
        registry.join("group", member("b", 10));
        ActorRef<String> router = registry.group("group", Routing.random());
        for (int i = 0; i < 11; i++) {
            assertThat(router.tell("m")).isEqualTo(Delivery.ACCEPTED);
        }

        assertThat(router.tell("m")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(system.deadLetters().count(Reason.FULL)).isEqualTo(1);
    }

    // ---- hash

    @Test
    void equalKeysGoToTheSameMember() {
        join("group", "a", "b", "c");
        ActorRef<String> router = registry.group("group", Routing.hash(text -> text.charAt(0)));
        for (var message : List.of("x1", "y1", "x2", "z1", "x3", "y2")) {
            router.tell(message);
        }
        simulation.settle();

        assertThat(owners()).allSatisfy((key, owners) -> assertThat(owners).hasSize(1));
    }

    @Test
    void keysAreSpreadEvenly() {
        join("group", "a", "b", "c", "d");
        tellKeys(4000);

        assertThat(counted(heard.stream().map(line -> line.substring(0, 1)).toList()))
                .hasSize(4)
                .allSatisfy((member, count) -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void aMemberThatLeavesMovesOnlyItsOwnKeysAndTakesThemBackWhenItReturns() {
        join("group", "a", "b", "c", "d");
        var b = registry.members("group").get(1);
        var before = tellKeys(1000);
        registry.leave("group", b);
        var without = tellKeys(1000);
        registry.join("group", b);
        var after = tellKeys(1000);

        assertThat(without.values()).doesNotContain("b");
        before.forEach((key, owner) -> {
            if (!owner.equals("b")) {
                assertThat(without.get(key)).as(key).isEqualTo(owner);
            }
        });
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aFullOwnerKeepsItsKeys() {
        registry.join("group", member("a", 1));
        registry.join("group", member("b", 1));
        ActorRef<String> router = registry.group("group", Routing.hash(text -> "same"));

        assertThat(router.tell("one")).isEqualTo(Delivery.ACCEPTED);
        assertThat(router.tell("two")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.FULL);
            assertThat(letter.detail()).startsWith("the key belongs to /");
        });
    }

    @Test
    void aKeyMustNotBeNull() {
        join("group", "a");
        ActorRef<String> router = registry.group("group", Routing.hash(text -> null));

        assertThatNullPointerException()
                .isThrownBy(() -> router.tell("m"))
                .withMessage("the key of a message must not be null, group=group");
    }

    // ---- broadcast

    @Test
    void broadcastTellsAllAndOneThatIsFullHoldsUpNobody() {
        registry.join("group", member("a", 10));
        registry.join("group", member("b", 1));
        registry.join("group", member("c", 10));
        ActorRef<String> router = registry.group("group", Routing.broadcast());

        assertThat(router.tell("m1")).isEqualTo(Delivery.ACCEPTED);
        assertThat(router.tell("m2")).as("two of three take it").isEqualTo(Delivery.ACCEPTED);
        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.FULL);
            assertThat(letter.receiver()).isEqualTo("/b");
            assertThat(letter.detail()).isEqualTo("told to group group");
        });
        simulation.settle();
        assertThat(heard).containsExactlyInAnyOrder("a:m1", "a:m2", "b:m1", "c:m1", "c:m2");
    }

    @Test
    void broadcastIsRefusedIfAllAreFull() {
        registry.join("group", member("a", 1));
        registry.join("group", member("b", 1));
        ActorRef<String> router = registry.group("group", Routing.broadcast());
        router.tell("m1");

        assertThat(router.tell("m2")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(system.deadLetters().count(Reason.FULL)).isEqualTo(2);
    }

    // ---- ask

    @Test
    void anAskIsAnsweredByTheOneMemberThatGetsIt() {
        join("group", "a");
        ActorRef<String> router = registry.group("group", Routing.roundRobin());
        var answer = router.ask("question", String.class, ofSeconds(1));
        simulation.settle();

        assertThat(answer).isCompletedWithValue("a says question");
    }

    @Test
    void anAskOfAllEndsWithTheFirstAnswer() {
        join("group", "a", "b", "c");
        ActorRef<String> router = registry.group("group", Routing.broadcast());
        var answer = router.ask("question", String.class, ofSeconds(1));
        simulation.settle();

        assertThat(answer).isCompleted();
        assertThat(answer.join()).endsWith(" says question");
        assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(2);
    }

    @Test
    void anAskOfNobodyFailsAtOnce() {
        ActorRef<String> router = registry.group("group", Routing.hash(text -> text));
        var answer = router.ask("question", String.class, ofSeconds(1));

        assertThat(answer.exceptionNow()).isInstanceOfSatisfying(AskException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(AskException.Kind.REFUSED_STOPPED);
            assertThat(failure).hasMessageContaining("group group refused the message");
        });
    }

    // ---- helpers of this test

    /** Tells the group so many messages in every way when it stops. */
    private static Behavior<String> telling(Registry registry, int count) {
        return new Behavior<>() {
            @Override
            public Behavior<String> onMessage(String message) {
                return Behavior.same();
            }

            @Override
            public Behavior<String> onSignal(Signal signal) {
                for (var routing : List.<Routing<String>>of(
                        Routing.roundRobin(), Routing.random(), Routing.hash(text -> text), Routing.broadcast())) {
                    for (int i = 0; i < count; i++) {
                        assertThat(registry.group("group", routing).tell("m" + i))
                                .isEqualTo(Delivery.ACCEPTED);
                    }
                }
                return Behavior.same();
            }
        };
    }

    private Kernel kernel() {
        return ((ActorCell<?>) system.<String>spawn("any", context -> message -> Behavior.same())).kernel();
    }

    private void join(String group, String... members) {
        for (var name : members) {
            registry.join(group, member(name));
        }
    }

    private ActorCell<String> member(String name) {
        return member(name, 10_000);
    }

    private ActorCell<String> member(String name, int capacity) {
        return (ActorCell<String>) system.spawn(
                name,
                ActorSpec.<String>of(context -> message -> {
                            heard.add(name + ":" + message);
                            if (message.equals("question")) {
                                context.reply(name + " says " + message);
                            }
                            return Behavior.same();
                        })
                        .withMailbox(MailboxSpec.bounded(capacity)));
    }

    /** Tells so many keys to the group; gives the member that each went to. */
    private Map<String, String> tellKeys(int count) {
        heard.clear();
        ActorRef<String> router = registry.group("group", Routing.hash(text -> text));
        for (int i = 0; i < count; i++) {
            router.tell("key-" + i);
        }
        simulation.settle();
        var owners = new HashMap<String, String>();
        heard.forEach(line -> owners.put(line.substring(2), line.substring(0, 1)));
        assertThat(owners).hasSize(count);
        return owners;
    }

    private Map<String, List<String>> owners() {
        var owners = new HashMap<String, List<String>>();
        for (var line : heard) {
            var members = owners.computeIfAbsent(line.substring(2, 3), missing -> new ArrayList<>());
            if (!members.contains(line.substring(0, 1))) {
                members.add(line.substring(0, 1));
            }
        }
        return owners;
    }

    private static Map<String, Integer> counted(List<String> lines) {
        var counts = new HashMap<String, Integer>();
        lines.forEach(line -> counts.merge(line, 1, Integer::sum));
        return counts;
    }

    @SuppressWarnings("unchecked") // for comparing only
    private static ActorRef<Object> untyped(ActorRef<?> ref) {
        return (ActorRef<Object>) ref;
    }
}
