package dev.microkernel.remote.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections that have not said hello yet. Of one address there may be a quarter of all, so that one host that opens
 * connections and says nothing does not keep the others out; programs on this machine share an address and have all.
 */
final class HalfOpen {

    private final int most;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int count;

    HalfOpen(int most) {
        this.most = most;
    }

    /** Takes a place; returns null, or why there is none. */
    synchronized @Nullable String enter(InetAddress address) {
        if (count == most) {
            return "more than " + most + " connections have not said hello yet";
        }
        int own = byAddress.getOrDefault(address, 0);
        if (own == most / 4 && !address.isLoopbackAddress()) {
            return "more than " + most / 4 + " connections of that address have not said hello yet";
        }
        byAddress.put(address, own + 1);
        count++;
        return null;
    }

    /** Gives a place back. */
    synchronized void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (same, own) -> own == 1 ? null : own - 1);
        count--;
    }
}
