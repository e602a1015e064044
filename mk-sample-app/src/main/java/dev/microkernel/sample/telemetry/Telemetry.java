package dev.microkernel.sample.telemetry;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Signal;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.sample.device.DeviceView;
import dev.microkernel.sample.device.DeviceView.LastReading;
import dev.microkernel.sample.device.Ping;
import dev.microkernel.sample.device.Pong;
import dev.microkernel.sample.telemetry.TelemetryMessage.DeviceRead;
import dev.microkernel.sample.telemetry.TelemetryMessage.FindDevice;
import dev.microkernel.sample.telemetry.TelemetryMessage.ListDevices;
import dev.microkernel.sample.telemetry.TelemetryMessage.Look;
import dev.microkernel.sample.telemetry.TelemetryMessage.PingDevice;
import dev.microkernel.sample.telemetry.TelemetryMessage.PingResult;
import dev.microkernel.sample.telemetry.TelemetryMessage.ReadingEvent;
import dev.microkernel.sample.telemetry.TelemetryMessage.Subscribe;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.Receive;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the readings of all devices and keeps one child for each: the bytes of a device are read in its own child, so
 * that a device that sends rubbish hurts nobody else. Who is connected, it looks up every second instead of being
 * told: what is looked up cannot be missed.
 */
@Actor("telemetry")
class Telemetry {

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(3);

    private final ActorContext<Object> context;
    private final ActorSystem system;
    private final Fleet fleet = new Fleet();
    private final Set<String> childNames = new LinkedHashSet<>();

    /** Bounded by the streams that the SSE route grants. */
    private final Set<ActorRef<Object>> subscribers = new LinkedHashSet<>();

    private long pings;

    Telemetry(ActorContext<Object> context, ActorSystem system) {
        this.context = context;
        this.system = system;
        context.startTimerWithFixedDelay("look", new Look(), LOOK_PERIOD);
    }

    /** From a device: only its own child looks into the bytes. */
    @Receive
    void onWire(WireMessage message, ActorRef<Object> sender) {
        int node = sender.id().node();
        var device = fleet.actorOf(node).or(() -> {
            look(new Look()); // it has come since the last look
            return fleet.actorOf(node);
        });
        if (device.isPresent()) {
            device.get().tell(message, sender);
        } else {
            LOG.debug("A message of type {} came from no device: {}", message.type(), sender.path());
        }
    }

    @Receive
    void onRead(DeviceRead read) {
        var reading = read.reading();
        fleet.read(read.id(), new LastReading(reading.sensor(), reading.celsius(), read.at()));
        var event = new ReadingEvent(read.id(), reading.sensor(), reading.celsius(), read.at());
        subscribers.removeIf(subscriber -> subscriber.tell(event) == Delivery.REFUSED_STOPPED);
    }

    @Receive
    List<DeviceView> onList(ListDevices list) {
        return fleet.views(context.time().now());
    }

    @Receive
    Optional<DeviceView> onFind(FindDevice find) {
        return fleet.view(find.id(), context.time().now());
    }

    @Receive
    CompletionStage<Optional<PingResult>> onPing(PingDevice ping) {
        var device = system.registry().lookup("/node/" + ping.id() + "/ping");
        if (device.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var time = context.time();
        long sentNanos = time.nanoTime();
        return device.get()
                .ask(new Ping(++pings), Pong.class, PING_TIMEOUT)
                .thenApply(pong -> Optional.of(new PingResult(ping.id(), (time.nanoTime() - sentNanos) / 1e6)));
    }

    @Receive
    void onSubscribe(Subscribe subscribe) {
        if (subscribers.add(subscribe.subscriber())) {
            context.watch(subscribe.subscriber());
        }
    }

    @Receive
    void onTerminated(Signal.Terminated terminated) {
        if (!subscribers.remove(terminated.actor())) {
            childNames.remove(childName(terminated.actor())); // a forgotten device's: the name is free again
        }
    }

    @Receive
    void look(Look look) {
        fleet.connected(system.peers(), context.time().now(), this::newDevice).forEach(device -> {
            context.watch(device);
            context.stop(device);
        });
    }

    private ActorRef<WireMessage> newDevice(String id, int node) {
        // An identity may be any text, a child's name may not; and two identities may come out alike.
        var name = id.replace('/', '_');
        while (!childNames.add(name)) {
            name = name + "_";
        }
        LOG.info("Device {} has joined as node {}", id, node);
        return context.spawn(name, Device.spec(id, context.self()));
    }

    private static String childName(ActorRef<?> child) {
        return child.path().substring(child.path().lastIndexOf('/') + 1);
    }
}
