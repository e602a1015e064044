package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Registry;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameTableTest {

    private static final int PEER = 3;

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(1);
    private final ActorCell<String> first = spawn("first");
    private final ActorCell<String> second = spawn("second");
    private final NameTable names = first.kernel().names();
    private final ElsewhereRef far = new ElsewhereRef(first.kernel(), PEER, 1);
    private final ElsewhereRef farther = new ElsewhereRef(first.kernel(), PEER, 2);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void theFirstToRegisterWins() {
        assertThat(names.register("name", first)).isTrue();
        assertThat(names.register("name", second)).isFalse();
        assertThat(names.register("name", first)).isTrue();
        assertThat(names.lookup("name")).get().isSameAs(first);
    }

    @Test
    void namesAreGoneWithTheirActor() {
        names.register("name", first);
        names.register("/path/of/first", first);
        names.register("other", second);
        simulation.system().stop(first);
        simulation.settle();

        assertThat(names.list("")).containsOnlyKeys("other");
        assertThat(names.register("name", second)).isTrue();
        assertThat(names.register("late", first))
                .as("a stopped actor gets no name")
                .isFalse();
        assertThat(names.lookup("late")).isEmpty();
    }

    @Test
    void listsByPrefixInOrder() {
        names.register("/node/b", first);
        names.register("/node/a", first);
        names.register("/nodes", first);
        names.register("node", first);

        assertThat(names.list("/node/").keySet()).containsExactly("/node/a", "/node/b");
    }

    @Test
    void anActorMayHaveSeveralNamesAndIsFoundByEach() {
        names.register("name", first);
        names.register("/path", first);
        names.register("other", second);

        assertThat(names.namesOf(first)).containsExactly("/path", "name");
        assertThat(names.lookup("/path")).get().isSameAs(first);
        names.unregister("name");
        assertThat(names.namesOf(first)).containsExactly("/path");
    }

    @Test
    void anActorWithoutNamesHasNone() {
        assertThat(names.namesOf(first)).isEmpty();
        names.register("name", first);
        simulation.system().stop(first);
        simulation.settle();

        assertThat(names.namesOf(first)).isEmpty();
    }

    @Test
    void theNamesOfAnActorElsewhereAreThoseThatItsNodeGave() {
        names.learn(PEER, "kitchen", "theirs", far, 10);
        names.learn(PEER, "kitchen", "/theirs", far, 10);
        names.learn(PEER, "kitchen", "/theirs", farther, 10);

        assertThat(names.namesOf(far)).containsExactly("theirs");
        assertThat(names.namesOf(farther)).containsExactly("/theirs");
    }

    @Test
    void onlyItsHolderCanHaveANameTakenBackThatNamesTheHolder() {
        names.register("name", first);

        assertThat(names.unregister("name", second)).isFalse();
        assertThat(names.lookup("name")).get().isSameAs(first);
        assertThat(names.unregister("name", first)).isTrue();
        assertThat(names.unregister("name", first)).isFalse();
        assertThat(names.lookup("name")).isEmpty();
    }

    @Test
    void namesThatOtherNodesGaveAreTheirsToTakeBack() {
        names.learn(PEER, "kitchen", "theirs", far, 10);

        assertThat(names.unregister("theirs")).isFalse();
        assertThat(names.unregister("theirs", far)).isFalse();
        assertThat(names.unregister("nobody's")).isFalse();
        assertThat(names.lookup("theirs")).isPresent();
    }

    @Test
    void refusesMalformedNames() {
        for (var name :
                new String[] {"", "x".repeat(64), "/" + "x".repeat(127), "a\u0000b", "a\nb", "ü".repeat(32), "\uD800"
                }) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> names.register(name, first));
        }
        assertThat(names.register("x".repeat(63), first)).isTrue();
        assertThat(names.register("ü".repeat(31), first)).isTrue();
        assertThat(names.register("\uD83D\uDE00", first)).as("a whole pair").isTrue();
        assertThat(names.register("/" + "x".repeat(126), first)).isTrue();
    }

    @Test
    void givesNamesToActorsOfThisNodeOnly() {
        try (var other = ActorSystem.named("other").simulate(1)) {
            var stranger = other.system().<String>spawn("stranger", context -> message -> Behavior.same());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> names.register("name", stranger))
                    .withMessageContaining("name=name, actor=/stranger");
            assertThatIllegalArgumentException().isThrownBy(() -> names.register("name", far));
        }
    }

    @Test
    void refusesMoreNamesThanThereMayBeAndTakesOneWhenAnotherIsGone() {
        for (int i = 0; i < Registry.NAMES_MAX; i++) {
            names.register("name-" + i, first);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> names.register("one-more", second))
                .withMessage("at most 65536 names can be registered, name=one-more");
        assertThat(names.register("name-0", first)).as("it has it already").isTrue();
        assertThat(names.register("name-0", second)).as("it is taken").isFalse();
        names.unregister("name-0");
        assertThat(names.register("one-more", second)).isTrue();
    }

    @Test
    void aPeerTakesNoNameThatIsHeldAndReplacesItsOwn() {
        names.register("ours", first);

        assertThat(names.learn(PEER, "kitchen", "ours", far, 10)).contains("held by /first");
        assertThat(names.learn(PEER, "kitchen", "theirs", far, 10)).isNull();
        assertThat(names.learn(PEER, "kitchen", "theirs", farther, 10)).isNull();
        assertThat(names.lookup("theirs")).get().isSameAs(farther);
        assertThat(names.learn(4, "cellar", "theirs", new ElsewhereRef(first.kernel(), 4, 1), 10))
                .isNotNull();
    }

    @Test
    void aPeerForgetsItsOwnNamesOnlyAndLeavesWithAllOfThem() {
        names.register("ours", first);
        names.learn(PEER, "kitchen", "theirs", far, 10);
        names.learn(PEER, "kitchen", "/theirs", farther, 10);
        names.forget(PEER, "ours");
        names.forget(4, "theirs");
        assertThat(names.list("")).containsOnlyKeys("ours", "theirs", "/theirs");

        names.forgetNode(PEER);
        assertThat(names.list("")).containsOnlyKeys("ours");
        assertThat(names.namesOf(far)).isEmpty();
    }

    @Test
    void namesOfANodeArePathsBelowItAlsoIfSomebodyElseHasThem() {
        names.register("echo", first);
        names.learn(PEER, "kitchen", "echo", far, 10);
        names.learn(PEER, "kitchen", "/sensor/temp", farther, 10);
        var other = new ElsewhereRef(first.kernel(), 4, 1);
        names.learn(4, "cellar", "/sensor/temp", other, 10);
        names.learn(4, "cellar", "/node/cellar/ping", other, 10);

        assertThat(names.lookup("echo")).get().isSameAs(first);
        assertThat(names.lookup("/node/kitchen/echo")).get().isSameAs(far);
        assertThat(names.lookup("/node/kitchen/sensor/temp")).get().isSameAs(farther);
        assertThat(names.lookup("/node/cellar/sensor/temp")).get().isSameAs(other);
        assertThat(names.list("/node/kitchen/")).containsOnlyKeys("/node/kitchen/echo", "/node/kitchen/sensor/temp");
        assertThat(names.list("/node/cellar/")).containsOnlyKeys("/node/cellar/ping", "/node/cellar/sensor/temp");
        assertThat(names.list("/node/kitchen/s")).containsOnlyKeys("/node/kitchen/sensor/temp");
        assertThat(names.list("")).containsOnlyKeys("echo", "/sensor/temp", "/node/cellar/ping");
        assertThat(names.lookup("/node/kitchen")).isEmpty();
        assertThat(names.lookup("/node/kitchen/")).isEmpty();
        assertThat(names.lookup("/node/attic/echo")).isEmpty();

        names.forget(PEER, "echo");
        assertThat(names.lookup("/node/kitchen/echo")).isEmpty();
        names.forgetNode(PEER);
        assertThat(names.list("/node/kitchen/")).isEmpty();
        assertThat(names.lookup("/node/kitchen/sensor/temp")).isEmpty();
    }

    @Test
    void aPathThatIsRegisteredGoesBeforeThatOfAMount() {
        names.learn(PEER, "kitchen", "echo", far, 10);
        names.register("/node/kitchen/echo", first);

        assertThat(names.lookup("/node/kitchen/echo")).get().isSameAs(first);
        assertThat(names.list("/node/kitchen/").get("/node/kitchen/echo")).isSameAs(first);
    }

    @Test
    void ownNamesArePathsBelowTheOwnNode() {
        var root = "/node/" + first.kernel().identity();
        names.register("echo", first);
        names.register("/sensor/temp", second);
        names.learn(PEER, "kitchen", "theirs", far, 10);

        assertThat(names.lookup(root + "/echo")).get().isSameAs(first);
        assertThat(names.lookup(root + "/sensor/temp")).get().isSameAs(second);
        assertThat(names.lookup(root + "/theirs")).isEmpty();
        assertThat(names.list(root + "/")).containsOnlyKeys(root + "/echo", root + "/sensor/temp");
        assertThat(names.list("/node/")).isEmpty();
    }

    @Test
    void ofNodesThatCallThemselvesTheSameTheFirstIsFoundAndTheOthersLeaveItAlone() {
        names.learn(PEER, "kitchen", "echo", far, 10);
        names.learn(4, "kitchen", "echo", new ElsewhereRef(first.kernel(), 4, 1), 10);
        assertThat(names.lookup("/node/kitchen/echo")).get().isSameAs(far);

        names.forgetNode(4);
        assertThat(names.lookup("/node/kitchen/echo")).get().isSameAs(far);
    }

    @Test
    void nothingIsLearntOverALinkThatHasClosed() {
        far.closeLink();

        assertThat(names.learn(PEER, "kitchen", "late", far, 10)).contains("closed");
        assertThat(names.lookup("late")).isEmpty();
    }

    @Test
    void namesOfOnePeerAreBounded() {
        assertThat(names.learn(PEER, "kitchen", "one", far, 1)).isNull();
        assertThat(names.learn(PEER, "kitchen", "two", far, 1)).contains("at most 1 names");
        assertThat(names.learn(PEER, "kitchen", "one", farther, 1))
                .as("its own")
                .isNull();
        names.forget(PEER, "one");
        assertThat(names.learn(PEER, "kitchen", "two", far, 1)).isNull();
    }

    @Test
    void aListenerHearsOfNamesFirstThenPathsThenChangesAndOfLocalOnesOnly() {
        names.register("/path", first);
        names.register("zulu", first);
        names.learn(PEER, "kitchen", "theirs", far, 10);
        var listener = new NameTable.Listener() {
            @Override
            public void registered(String name, ActorRef<?> actor) {
                heard.add("+" + name);
            }

            @Override
            public void unregistered(String name) {
                heard.add("-" + name);
            }
        };
        names.subscribe(listener);
        names.register("new", second);
        names.unregister("zulu");
        names.unregister("theirs");
        names.unsubscribe(listener);
        names.unregister("new");

        assertThat(heard).containsExactly("+zulu", "+/path", "+new", "-zulu");
        assertThat(names.lookup("theirs")).isPresent();
    }

    private ActorCell<String> spawn(String name) {
        return (ActorCell<String>) simulation.system().<String>spawn(name, context -> message -> Behavior.same());
    }
}
