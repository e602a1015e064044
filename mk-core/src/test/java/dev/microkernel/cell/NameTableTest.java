package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
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
    void refusesMalformedNames() {
        for (var name : new String[] {"", "x".repeat(64), "/" + "x".repeat(127), "a\u0000b", "a\nb"}) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> names.register(name, first));
        }
        assertThat(names.register("x".repeat(63), first)).isTrue();
        assertThat(names.register("/" + "x".repeat(126), first)).isTrue();
    }

    @Test
    void aPeerTakesNoNameThatIsHeldAndReplacesItsOwn() {
        names.register("ours", first);

        assertThat(names.learn(PEER, "ours", second, 10)).contains("held by /first");
        assertThat(names.learn(PEER, "theirs", first, 10)).isNull();
        assertThat(names.learn(PEER, "theirs", second, 10)).isNull();
        assertThat(names.lookup("theirs")).get().isSameAs(second);
        assertThat(names.learn(4, "theirs", first, 10)).isNotNull();
    }

    @Test
    void aPeerForgetsItsOwnNamesOnlyAndLeavesWithAllOfThem() {
        names.register("ours", first);
        names.learn(PEER, "theirs", second, 10);
        names.learn(PEER, "/theirs", second, 10);
        names.forget(PEER, "ours");
        names.forget(4, "theirs");
        assertThat(names.list("")).containsOnlyKeys("ours", "theirs", "/theirs");

        names.forgetNode(PEER);
        assertThat(names.list("")).containsOnlyKeys("ours");
    }

    @Test
    void nothingIsLearntOverALinkThatHasClosed() {
        simulation.system().stop(second);
        simulation.settle();

        assertThat(names.learn(PEER, "late", second, 10)).contains("closed");
        assertThat(names.lookup("late")).isEmpty();
    }

    @Test
    void namesOfOnePeerAreBounded() {
        assertThat(names.learn(PEER, "one", first, 1)).isNull();
        assertThat(names.learn(PEER, "two", first, 1)).contains("at most 1 names");
        names.forget(PEER, "one");
        assertThat(names.learn(PEER, "two", first, 1)).isNull();
    }

    @Test
    void aListenerHearsOfNamesFirstThenPathsThenChangesAndOfLocalOnesOnly() {
        names.register("/path", first);
        names.register("zulu", first);
        names.learn(PEER, "theirs", second, 10);
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
