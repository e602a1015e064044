package dev.microkernel.sample.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Protection;
import dev.microkernel.sample.device.DeviceView;
import dev.microkernel.sample.device.DeviceView.LastReading;
import dev.microkernel.sample.device.DeviceView.State;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final SimulatedSystem simulation = ActorSystem.named("fleet").simulate(1);
    private final AtomicInteger actors = new AtomicInteger();
    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void aDeviceIsSilentUntilItsFirstReadingAndAgainWhenReadingsStop() {
        connected(START, peer(11, "kitchen"));
        assertThat(stateOf("kitchen", START)).isEqualTo(State.SILENT);

        fleet.read("kitchen", new LastReading(1, 20, START));
        assertThat(stateOf("kitchen", START.plus(Fleet.SILENT_AFTER))).isEqualTo(State.ONLINE);
        assertThat(stateOf("kitchen", START.plus(Fleet.SILENT_AFTER).plusMillis(1)))
                .isEqualTo(State.SILENT);
    }

    @Test
    void aDeviceThatIsNotConnectedAnyMoreIsGoneAndKeepsItsLastReading() {
        connected(START, peer(11, "kitchen"));
        fleet.read("kitchen", new LastReading(1, 20, START));
        connected(START.plusSeconds(1));

        assertThat(fleet.view("kitchen", START.plusSeconds(1)))
                .contains(new DeviceView("kitchen", 11, State.GONE, new LastReading(1, 20, START)));
        assertThat(fleet.actorOf(11)).isEmpty();
    }

    @Test
    void aDeviceThatComesBackKeepsItsActorAndMayHaveAnotherNodeId() {
        connected(START, peer(11, "kitchen"));
        var actor = fleet.actorOf(11);
        connected(START.plusSeconds(1));
        connected(START.plusSeconds(2), peer(12, "kitchen"));

        assertThat(fleet.actorOf(12)).isEqualTo(actor);
        assertThat(actors).hasValue(1);
    }

    @Test
    void twoDevicesThatCallThemselvesAlikeAreBothShown() {
        connected(START, peer(11, "kitchen"), peer(12, "kitchen"));

        assertThat(fleet.views(START)).extracting(DeviceView::id).containsExactly("kitchen", "kitchen@12");
        assertThat(fleet.actorOf(11)).isNotEqualTo(fleet.actorOf(12));
    }

    @Test
    void aDeviceThatIsGoneForLongIsForgotten() {
        connected(START, peer(11, "kitchen"));
        var actor = fleet.actorOf(11).orElseThrow();
        connected(START.plusSeconds(1));
        var then = START.plusSeconds(1).plus(Fleet.FORGOTTEN_AFTER);

        assertThat(connected(then)).isEmpty();
        assertThat(connected(then.plusMillis(1))).hasSize(1).first().isSameAs(actor);
        assertThat(fleet.views(then)).isEmpty();
        fleet.read("kitchen", new LastReading(1, 20, then));
        assertThat(fleet.views(then)).as("a late reading brings nobody back").isEmpty();
    }

    @Test
    void whenTheFleetIsFullTheDeviceLongestGoneMakesRoom() {
        for (int i = 0; i < Fleet.DEVICES_MAX; i++) {
            connected(START.plusMillis(i), peer(1, "device-" + i));
        }
        assertThat(connected(START.plusSeconds(1), peer(1, "one-more"))).hasSize(1);

        assertThat(fleet.views(START)).hasSize(Fleet.DEVICES_MAX);
        assertThat(fleet.view("device-0", START)).isEmpty();
        assertThat(fleet.view("device-1", START)).isPresent();
    }

    private State stateOf(String id, Instant now) {
        return fleet.view(id, now).orElseThrow().state();
    }

    private List<ActorRef<WireMessage>> connected(Instant now, PeerInfo... peers) {
        return fleet.connected(
                Stream.of(peers).toList(),
                now,
                (id, node) -> simulation
                        .system()
                        .spawn("device-actor-" + actors.incrementAndGet(), context -> message -> Behavior.same()));
    }

    private static PeerInfo peer(int node, String identity) {
        return new PeerInfo(
                node,
                identity,
                "127.0.0.1:1",
                PeerInfo.Level.MK02,
                1,
                Protection.NONE,
                true,
                START,
                Optional.empty(),
                0,
                0,
                new PeerInfo.Traffic(0, 0, 0, 0, 0),
                Optional.empty());
    }
}
