package dev.microkernel.remote.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** The UDP sockets of one node: peers for which it receives at the same address share one. */
final class UdpSockets {

    private static final class Shared {
        private final UdpSocket socket;
        private int users;

        Shared(UdpSocket socket) {
            this.socket = socket;
        }
    }

    private final Refusals refusals;
    private final Map<InetSocketAddress, Shared> byAddress = new HashMap<>();

    UdpSockets(Refusals refusals) {
        this.refusals = refusals;
    }

    /** The socket at an address, opened if need be, for one more user. */
    synchronized UdpSocket open(InetSocketAddress local) throws IOException {
        var shared = byAddress.get(local);
        if (shared == null) {
            shared = new Shared(UdpSocket.open(local, refusals));
            byAddress.put(local, shared);
        }
        shared.users++;
        return shared.socket;
    }

    /** One user less; after the last one it is closed. */
    synchronized void release(InetSocketAddress local) {
        var shared = byAddress.get(local);
        if (shared != null && --shared.users == 0) {
            byAddress.remove(local);
            shared.socket.close();
        }
    }
}
