package dev.microkernel.remote.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The datagrams of the {@link SimulatedNetwork}: each has a delay of its own, so that one overtakes another, and those that
 * are lost are lost without a word. Everything happens on one thread at a time.
 */
final class SimulatedDatagrams {

    /** Most that are under way; more are lost, as in a router. */
    private static final int UNDER_WAY_MAX = 65_536;

    private static final int ROOM = 1 << 20;

    /** One direction, by node ids. */
    private record Way(int from, int to) {}

    private final SimulatedNetwork network;

    /** Where what comes this way is received. */
    private final Map<Way, DatagramConnection> receivers = new HashMap<>();

    private int underWay;

    SimulatedDatagrams(SimulatedNetwork network) {
        this.network = network;
    }

    DatagramConnection open(NodeName from, NodeName to) {
        var way = new Way(from.nodeId(), to.nodeId());
        var connection = new DatagramConnection(
                to.identity(), InetAddress.getLoopbackAddress(), datagram -> send(way, datagram), ROOM);
        receivers.put(new Way(to.nodeId(), from.nodeId()), connection);
        return connection;
    }

    void crash(int node) {
        receivers.keySet().removeIf(way -> way.to == node);
    }

    private void send(Way way, ByteBuffer bytes) {
        for (int copies = network.copies(); copies > 0 && underWay < UNDER_WAY_MAX; copies--) {
            underWay++;
            var datagram = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            network.schedule(network.delay(), () -> arrive(way, datagram));
        }
    }

    private void arrive(Way way, ByteBuffer datagram) {
        underWay--;
        var receiver = receivers.get(way);
        if (receiver != null && !network.isParted(way.from, way.to)) {
            receiver.offer(datagram);
        }
    }
}
