package dev.microkernel.net.udp;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;

/**
 * How a UDP socket behaves. Immutable; the {@code with} methods give a changed copy.
 *
 * @param demand how many {@link UdpEvent.Received} are delivered before the listener asks for more by {@link
 *     UdpCommand.Demand}; {@link Integer#MAX_VALUE} for as many as its mailbox takes
 * @param receiveBytesMax longest datagram received, 1 to 65,535; a longer one is dropped and counted
 * @param unsentMax most datagrams that wait to be sent, 1 or more
 * @param broadcast whether datagrams may be sent to broadcast addresses
 * @param groups multicast groups to join; none unless said, for a group's datagrams come from anybody in the network
 */
public record UdpOptions(int demand, int receiveBytesMax, int unsentMax, boolean broadcast, List<Group> groups) {

    /**
     * A multicast group.
     *
     * @param address a multicast address
     * @param network on which to join it
     */
    public record Group(InetAddress address, NetworkInterface network) {

        /** Refuses an address that is no group's. */
        public Group {
            if (!address.isMulticastAddress()) {
                throw new IllegalArgumentException("a group needs a multicast address, address=" + address);
            }
        }
    }

    /** No explicit demand, datagrams up to 65,535 bytes, 256 unsent, no broadcast, no groups. */
    public static final UdpOptions DEFAULT = new UdpOptions(Integer.MAX_VALUE, 65_535, 256, false, List.of());

    /** Copies the list; refuses what cannot be, naming it. */
    public UdpOptions {
        groups = List.copyOf(groups);
        if (demand < 0) {
            throw new IllegalArgumentException("demand must be 0 or more, demand=" + demand);
        }
        if (receiveBytesMax < 1 || receiveBytesMax > 65_535) {
            throw new IllegalArgumentException(
                    "longest datagram must be 1..65535 bytes, receiveBytesMax=" + receiveBytesMax);
        }
        if (unsentMax < 1) {
            throw new IllegalArgumentException("most unsent datagrams must be 1 or more, unsentMax=" + unsentMax);
        }
    }

    /** With explicit demand: so many datagrams at first, and more only on {@link UdpCommand.Demand}. */
    public UdpOptions withDemand(int first) {
        return new UdpOptions(first, receiveBytesMax, unsentMax, broadcast, groups);
    }

    /** Receiving datagrams up to this length. */
    public UdpOptions withReceiveBytesMax(int bytes) {
        return new UdpOptions(demand, bytes, unsentMax, broadcast, groups);
    }

    /** With at most so many datagrams waiting to be sent. */
    public UdpOptions withUnsentMax(int datagrams) {
        return new UdpOptions(demand, receiveBytesMax, datagrams, broadcast, groups);
    }

    /** Allowed to send to broadcast addresses. */
    public UdpOptions withBroadcast() {
        return new UdpOptions(demand, receiveBytesMax, unsentMax, true, groups);
    }

    /** Having joined these multicast groups. */
    public UdpOptions withGroups(Group... joined) {
        return new UdpOptions(demand, receiveBytesMax, unsentMax, broadcast, List.of(joined));
    }
}
