package dev.microkernel.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

class ActorsEndpointTest {

    private final SimulatedSystem simulation = ActorSystem.named("endpoint").simulate(1);
    private final ActorSystem system = simulation.system();
    private final ActorsEndpoint endpoint = new ActorsEndpoint(system);

    @AfterEach
    void close() {
        simulation.close();
    }

    private ActorRef<String> spawn(String name) {
        var actor = system.spawn(name, ActorSpec.<String>of(context -> message -> switch (message) {
            case "fail" -> throw new IllegalStateException("planted");
            case "child" -> {
                context.spawn("child", ActorSpec.<String>of(child -> next -> Behavior.same()));
                yield Behavior.same();
            }
            default -> Behavior.same();
        }));
        simulation.settle();
        return actor;
    }

    private ActorsEndpoint.Actor shown(String... path) {
        var details = endpoint.actor(path, null);
        assertThat(details).isNotNull();
        return details.actor();
    }

    @Test
    void showsRestartsFailuresAndDeadLettersOfOneActor() {
        var actor = spawn("failing");
        actor.tell("fail");
        simulation.settle();

        assertThat(endpoint.actors(null).restarts()).isEqualTo(1);
        assertThat(shown("failing").restarts()).isEqualTo(1);
        assertThat(shown("failing").lastFailure()).contains("planted");
        assertThat(shown("failing").failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.stackTrace()).contains("ActorsEndpointTest"));
        system.stop(actor);
        simulation.settle();
        actor.tell("too late");
        assertThat(endpoint.actor(new String[] {"failing"}, null)).isNull();
        assertThat(endpoint.actors(null).deadLetters().newest())
                .extracting(DeadLetter::receiver)
                .containsExactly("/failing");
    }

    @Test
    void showsAsManyActorsAsWantedThoseNearTheRootFirst() {
        for (int i = 0; i < 3; i++) {
            spawn("parent-" + i).tell("child");
        }
        simulation.settle();

        assertThat(endpoint.actors(null).actors())
                .hasSize(3)
                .allSatisfy(parent -> assertThat(parent.children()).hasSize(1));
        assertThat(endpoint.actors(2).actors()).hasSize(2).allSatisfy(parent -> {
            assertThat(parent.children()).isEmpty();
            assertThat(parent.childCount()).isEqualTo(1);
        });
        assertThat(endpoint.actors(4).actors().getFirst().children()).hasSize(1);
        assertThat(endpoint.actors(0).actors()).isEmpty();
        assertThat(endpoint.actors(0).count()).isEqualTo(6);
        assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> endpoint.actors(-1));
        assertThatExceptionOfType(InvalidEndpointRequestException.class)
                .isThrownBy(() -> endpoint.actors(ActorsEndpoint.SHOWN_MAX + 1));
    }

    @Test
    void suspendsResumesRestartsAndStops() {
        spawn("worker");
        assertThat(change("worker", ActorsEndpoint.Action.SUSPEND)).isEqualTo(204);
        assertThat(shown("worker").state()).isEqualTo(ActorInfo.State.SUSPENDED);
        assertThat(change("worker", ActorsEndpoint.Action.RESUME)).isEqualTo(204);
        assertThat(shown("worker").state()).isEqualTo(ActorInfo.State.RUNNING);
        assertThat(change("worker", ActorsEndpoint.Action.RESTART)).isEqualTo(204);
        assertThat(shown("worker").restarts()).isEqualTo(1);
        assertThat(change("worker", ActorsEndpoint.Action.STOP)).isEqualTo(204);
        assertThat(change("worker", ActorsEndpoint.Action.STOP)).isEqualTo(404);
    }

    private int change(String name, ActorsEndpoint.Action action) {
        int status = endpoint.change(new String[] {name}, action, null).getStatus();
        simulation.settle();
        return status;
    }

    @Test
    void givesAnActorALogLevelAndTakesItBack() {
        spawn("worker");
        var path = new String[] {"worker"};
        assertThat(endpoint.change(path, null, "Debug").getStatus()).isEqualTo(204);
        assertThat(shown("worker").logLevel()).isEqualTo(Level.DEBUG);
        endpoint.change(path, null, "inherit");
        assertThat(shown("worker").logLevel()).isNull();

        assertThatExceptionOfType(InvalidEndpointRequestException.class)
                .isThrownBy(() -> endpoint.change(path, null, "loud"))
                .withMessageContaining("loud");
        assertThatExceptionOfType(InvalidEndpointRequestException.class)
                .isThrownBy(() -> endpoint.change(path, null, null));
    }

    @Test
    void theRootIsNobodysToStop() {
        assertThat(endpoint.stop(new String[] {"none"}).getStatus()).isEqualTo(404);
    }
}
