package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of children by itself: its order, its bound, its names. */
class ChildrenTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(1);
    private final ActorCell<Object> parent =
            (ActorCell<Object>) simulation.system().<Object>spawn("parent", context -> message -> Behavior.same());
    private final Children children = new Children(3);

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void keepsTheOrderInWhichTheyCame() {
        var a = add("a");
        var b = add("b");
        var c = add("c");

        assertThat(children.snapshot()).containsExactly(a, b, c);
        children.remove(b);
        assertThat(children.snapshot()).containsExactly(a, c);
        children.remove(c);
        assertThat(children.youngest()).isSameAs(a);
        children.remove(a);
        assertThat(children.snapshot()).isEmpty();
        assertThat(children.youngest()).isNull();
        assertThat(children.count()).isZero();
    }

    @Test
    void refusesMoreThanItMayHave() {
        add("a");
        add("b");
        var last = add("c");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> add("d"))
                .withMessage("an actor can have at most 3 children, parent=/parent");
        children.remove(last);

        assertThat(add("d").name()).isEqualTo("d");
    }

    @Test
    void aSuccessorTakesPlaceAndNameEvenIfThereIsNoRoomForMore() {
        var a = add("a");
        var b = add("b");
        var c = add("c");
        for (var killed : List.of(b, c, a)) {
            var successor = children.add(killed.givenName(), parent, killed, () -> cell(killed.name()));

            assertThat(children.find(killed.name())).isSameAs(successor);
        }
        assertThat(children.snapshot()).extracting(ActorCell::name).containsExactly("a", "b", "c");
        assertThat(children.snapshot()).doesNotContain(a, b, c);
        assertThat(children.count()).isEqualTo(3);
    }

    @Test
    void aNameIsFreeWhenItsChildIsGone() {
        var a = add("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> add("a"))
                .withMessageContaining("a child of that name exists");
        children.remove(a);

        assertThat(children.find("a")).isNull();
        assertThat(add("a")).isNotSameAs(a);
    }

    @Test
    void nobodyComesWhenItIsClosed() {
        children.close();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> add("late"))
                .withMessageContaining("the parent is stopping, parent=/parent, child=late");
    }

    private ActorCell<Object> add(String name) {
        return children.add(name, parent, null, () -> cell(name));
    }

    private ActorCell<Object> cell(String name) {
        return new ActorCell<>(parent.kernel(), parent, name, ActorSpec.of(context -> message -> Behavior.same()));
    }
}
