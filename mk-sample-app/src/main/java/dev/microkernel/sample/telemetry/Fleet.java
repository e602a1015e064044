package dev.microkernel.sample.telemetry;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.sample.device.DeviceView;
import dev.microkernel.sample.device.DeviceView.LastReading;
import dev.microkernel.sample.device.DeviceView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The devices known, by id, and whether they are there: what {@link Telemetry} knows, without how it comes to know it.
 * Gone devices are remembered for a while, but never more than {@value #DEVICES_MAX} devices in all.
 */
final class Fleet {

    static final int DEVICES_MAX = 256;
    static final Duration SILENT_AFTER = Duration.ofSeconds(10);
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    /** One device. */
    private static final class Entry {
        final ActorRef<WireMessage> actor;
        int node;
        Instant since;
        boolean connected = true;

        @Nullable
        LastReading lastReading;

        Entry(ActorRef<WireMessage> actor, int node, Instant since) {
            this.actor = actor;
            this.node = node;
            this.since = since;
        }
    }

    private final TreeMap<String, Entry> byId = new TreeMap<>();

    /**
     * Takes down who is connected now.
     *
     * @param newActor makes the actor of a device not known so far, from its id and node
     * @return the actors of devices that are forgotten
     */
    List<ActorRef<WireMessage>> connected(
            List<PeerInfo> peers, Instant now, BiFunction<String, Integer, ActorRef<WireMessage>> newActor) {
        var present = nodeById(peers);
        byId.forEach((id, entry) -> {
            if (entry.connected && !present.containsKey(id)) {
                entry.connected = false;
                entry.since = now;
            }
        });
        var forgotten = new ArrayList<ActorRef<WireMessage>>();
        byId.values().removeIf(entry -> {
            boolean old = !entry.connected && Duration.between(entry.since, now).compareTo(FORGOTTEN_AFTER) > 0;
            if (old) {
                forgotten.add(entry.actor);
            }
            return old;
        });
        present.forEach((id, node) -> {
            var entry = byId.get(id);
            if (entry == null) {
                forgetLongestGone().ifPresent(forgotten::add);
                byId.put(id, new Entry(newActor.apply(id, node), node, now));
            } else if (!entry.connected) {
                entry.connected = true;
                entry.node = node;
                entry.since = now;
            }
        });
        return forgotten;
    }

    /** The nodes by their identity; of two that call themselves alike, the later one has its node id added. */
    private static Map<String, Integer> nodeById(List<PeerInfo> peers) {
        var nodes = new LinkedHashMap<String, Integer>();
        peers.stream().sorted(Comparator.comparing(PeerInfo::since)).forEach(peer -> {
            if (nodes.putIfAbsent(peer.identity(), peer.nodeId()) != null) {
                nodes.put(peer.identity() + "@" + peer.nodeId(), peer.nodeId());
            }
        });
        return nodes;
    }

    /** Makes room for one more device, if there is none. */
    private Optional<ActorRef<WireMessage>> forgetLongestGone() {
        if (byId.size() < DEVICES_MAX) {
            return Optional.empty();
        }
        // Nodes that are connected are few, by their ids: some device here is gone.
        var longest = byId.entrySet().stream()
                .filter(entry -> !entry.getValue().connected)
                .min(Comparator.comparing(entry -> entry.getValue().since))
                .orElseThrow();
        byId.remove(longest.getKey());
        return Optional.of(longest.getValue().actor);
    }

    /** The actor of the device that is connected as that node. */
    Optional<ActorRef<WireMessage>> actorOf(int node) {
        return byId.values().stream()
                .filter(entry -> entry.connected && entry.node == node)
                .map(entry -> entry.actor)
                .findFirst();
    }

    /** Takes down a reading; one of a device that is forgotten meanwhile changes nothing. */
    void read(String id, LastReading reading) {
        var entry = byId.get(id);
        if (entry != null) {
            entry.lastReading = reading;
        }
    }

    List<DeviceView> views(Instant now) {
        return byId.keySet().stream().map(id -> view(id, now).orElseThrow()).toList();
    }

    Optional<DeviceView> view(String id, Instant now) {
        return Optional.ofNullable(byId.get(id))
                .map(entry -> new DeviceView(id, entry.node, stateOf(entry, now), entry.lastReading));
    }

    private static State stateOf(Entry entry, Instant now) {
        if (!entry.connected) {
            return State.GONE;
        }
        var reading = entry.lastReading;
        boolean fresh = reading != null && Duration.between(reading.at(), now).compareTo(SILENT_AFTER) <= 0;
        return fresh ? State.ONLINE : State.SILENT;
    }
}
