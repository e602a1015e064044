package dev.microkernel.remote.link;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.MessageType;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.Mount;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links by datagrams, on a simulated network and on virtual time. */
class DatagramsTest {

    @MessageType(7)
    record Note(int number) {}

    @MessageType(8)
    record Heard(int number) {}

    @MessageType(9)
    record Large(List<Byte> bytes) {}

    private final SimulatedWorld world = new SimulatedWorld(5);
    private final ActorSystem app = node("app", 1);
    private ActorSystem kitchen = node("kitchen", 2);
    private final List<Integer> heard = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private ActorSystem node(String identity, int id) {
        return world.start(
                ActorSystem.named(identity).nodeId(id).links(LinkSettings.DEFAULT.withHeartbeat(ofSeconds(1))));
    }

    private Mount mountEachOther() {
        var _ = world.mountByDatagrams(kitchen, app);
        return world.mountByDatagrams(app, kitchen);
    }

    private ActorRef<Note> hearer(ActorSystem system, String name) {
        var actor = system.spawn(
                name,
                ActorSpec.<Note>of(context -> note -> {
                            heard.add(note.number);
                            context.reply(new Heard(note.number));
                            return Behavior.same();
                        })
                        .withWireMessages(Note.class));
        system.registry().register(name, actor);
        return actor;
    }

    private ActorRef<Object> find(String name) {
        return app.registry().lookup(name).orElseThrow();
    }

    @Test
    void actorsAreKnownToldAndAsked() {
        hearer(kitchen, "hearer");
        var mount = mountEachOther();
        world.advance(ofMillis(100));
        find("hearer").tell(new Note(1));
        var answer = find("/node/kitchen/hearer").ask(new Note(2), Heard.class, ofSeconds(5));
        world.advance(ofMillis(100));

        assertThat(heard).containsExactlyInAnyOrder(1, 2);
        assertThat(answer).isCompletedWithValue(new Heard(2));
        assertThat(mount.peer().orElseThrow().identity()).isEqualTo("kitchen");
        world.advance(ofSeconds(2));
        assertThat(mount.peer().orElseThrow().roundTrip()).isPresent();
    }

    @Test
    void namesThatWereLostAreToldAgain() {
        hearer(kitchen, "hearer");
        world.part(app, kitchen);
        mountEachOther();
        world.advance(ofSeconds(1));
        assertThat(app.registry().lookup("hearer")).isEmpty();
        hearer(kitchen, "another");

        world.heal();
        world.advance(ofSeconds(5));
        assertThat(app.registry().lookup("hearer")).isPresent();
        assertThat(app.registry().lookup("another")).isPresent();
    }

    @Test
    void aNodeThatIsMountedLaterLearnsAllNamesAtOnce() {
        hearer(app, "hearer");
        var _ = world.mountByDatagrams(app, kitchen);
        world.advance(ofMillis(4_100)); // they have just been told again, to nobody
        var _ = world.mountByDatagrams(kitchen, app);
        world.advance(ofMillis(100));
        assertThat(kitchen.registry().lookup("hearer")).isPresent();
    }

    @Test
    void messagesMayBeLostDoubledAndOvertakenAndTheLinkStays() {
        hearer(kitchen, "hearer");
        var mount = mountEachOther();
        world.advance(ofSeconds(1));
        var hearer = find("hearer");
        world.setFaults(0.3, 0.3);
        world.setDelay(ofMillis(0), ofMillis(50));
        for (int i = 0; i < 1000; i++) {
            hearer.tell(new Note(i));
        }
        world.advance(ofSeconds(60));

        var distinct = heard.stream().distinct().toList();
        assertThat(distinct.size()).isBetween(500, 900);
        assertThat(heard)
                .hasSizeGreaterThan(distinct.size())
                .isNotEqualTo(heard.stream().sorted().toList());
        assertThat(mount.lastError()).isEmpty();
        assertThat(app.registry().lookup("hearer")).contains(hearer);
    }

    @Test
    void aPeerThatHasAnsweredAndFallsSilentIsGoneAndComesBack() {
        hearer(kitchen, "hearer");
        var mount = mountEachOther();
        world.advance(ofSeconds(1));
        var ended = app.monitor(find("hearer"));
        world.part(app, kitchen);
        world.advance(ofSeconds(4));
        assertThat(app.registry().lookup("hearer")).isPresent();
        world.advance(ofSeconds(3));

        assertThat(app.registry().lookup("hearer")).isEmpty();
        assertThat(ended).isCompletedWithValue(new ExitReason.Unreachable(2));
        assertThat(mount.lastError().orElseThrow()).contains("it has said nothing for");
        world.advance(ofSeconds(60));
        assertThat(mount.peer()).isEmpty();
        assertThat(app.peers()).isEmpty();
        assertThat(mount.lastError().orElseThrow()).contains("it has answered before, and does not now");

        world.heal();
        world.advance(ofSeconds(20));
        assertThat(mount.peer()).isPresent();
        find("hearer").tell(new Note(3));
        world.advance(ofSeconds(1));
        assertThat(heard).containsExactly(3);
    }

    @Test
    void aNodeThatComesBackLearnsAllNames() {
        hearer(app, "hearer");
        mountEachOther();
        world.advance(ofSeconds(1));
        world.crash(kitchen);
        kitchen = node("kitchen", 2);
        var _ = world.mountByDatagrams(kitchen, app); // before anybody has noticed that it was gone
        world.advance(ofSeconds(5));

        assertThat(kitchen.registry().lookup("hearer")).isPresent();
    }

    @Test
    void aPeerThatNeverAnswersStaysMounted() {
        var mount = world.mountByDatagrams(app, kitchen);
        world.advance(ofSeconds(600));
        assertThat(mount.peer()).isPresent();
        assertThat(mount.lastError()).isEmpty();
    }

    @Test
    void whatIsLongerThanADatagramIsRefused() {
        hearer(kitchen, "hearer");
        mountEachOther();
        world.advance(ofSeconds(1));
        var tooLong = new Large(Collections.nCopies(65_476, (byte) 1)); // and 4 bytes of their number

        assertThatIllegalArgumentException()
                .isThrownBy(() -> find("hearer").tell(tooLong))
                .withMessageContaining("payload length must be 0..65479 bytes, length=65480");
    }
}
