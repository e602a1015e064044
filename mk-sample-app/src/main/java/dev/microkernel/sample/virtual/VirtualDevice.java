package dev.microkernel.sample.virtual;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.sample.device.Ping;
import dev.microkernel.sample.device.Pong;
import dev.microkernel.sample.device.Reading;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A node of its own, with a sensor and an actor that answers pings, that mounts the controller over TCP. */
final class VirtualDevice implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int SENSOR = 1;
    private static final double WAVE_SECONDS = 120;

    /** Time for a reading. */
    private enum Tick {
        NOW
    }

    private final ActorSystem system;

    VirtualDevice(String identity, int nodeId) {
        system = ActorSystem.named(identity).nodeId(nodeId).workers(1).start();
        var sensor = system.<Tick>spawn("sensor", this::sensor);
        system.registry().register("/node/" + identity + "/sensor/temp", sensor);
        var ping = system.spawn(
                "ping",
                ActorSpec.<Ping>of(context -> message -> {
                            context.reply(new Pong(message.nonce()));
                            return Behavior.same();
                        })
                        .withWireMessages(Set.of(Ping.class)));
        system.registry().register("/node/" + identity + "/ping", ping);
    }

    CompletableFuture<PeerInfo> mount(InetSocketAddress controller) {
        return system.connect(controller);
    }

    private Behavior<Tick> sensor(ActorContext<Tick> context) {
        context.startTimerWithFixedDelay(Tick.NOW, Tick.NOW, PERIOD);
        return tick -> {
            system.registry()
                    .lookup("telemetry")
                    .ifPresent(telemetry -> telemetry.tell(new Reading(SENSOR, celsius()), context.self()));
            return Behavior.same();
        };
    }

    /** A slow wave around 20 degrees, each device at a point of its own. */
    private float celsius() {
        double seconds = system.time().nanoTime() / 1e9;
        double wave = Math.sin(2 * Math.PI * (seconds / WAVE_SECONDS + system.nodeId() / 15.0));
        return Math.round((20 + 3 * wave) * 100) / 100f;
    }

    @Override
    public void close() {
        system.close();
    }
}
