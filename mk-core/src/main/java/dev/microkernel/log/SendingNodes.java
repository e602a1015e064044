package dev.microkernel.log;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** What each node that sends lines may still write. Nodes beyond a bound share one allowance. */
final class SendingNodes {

    /** Most nodes with an allowance of their own. */
    static final int NODES_MAX = 1024;

    /** Those that share an allowance. */
    static final String OTHERS = "(others)";

    private final int linesPerSecond;
    private final int burst;
    private final Map<Integer, LineAllowance> byNode = new HashMap<>();
    private final LineAllowance others;

    SendingNodes(int linesPerSecond, int burst, long nowNanos) {
        this.linesPerSecond = linesPerSecond;
        this.burst = burst;
        this.others = new LineAllowance(linesPerSecond, burst, nowNanos);
    }

    /** Whether a node may write a line now; if not, the line is counted. */
    boolean allows(int node, long nowNanos) {
        return of(node, nowNanos).allows(nowNanos);
    }

    private LineAllowance of(int node, long nowNanos) {
        var known = byNode.get(node);
        if (known != null) {
            return known;
        }
        if (byNode.size() >= NODES_MAX) {
            byNode.values().removeIf(allowance -> allowance.isForgettable(nowNanos));
        }
        if (byNode.size() >= NODES_MAX) {
            return others;
        }
        var fresh = new LineAllowance(linesPerSecond, burst, nowNanos);
        byNode.put(node, fresh);
        return fresh;
    }

    /** Tells which nodes, or {@link #OTHERS}, had lines dropped since the last call, and how many. */
    void takeDropped(ObjLongConsumer<String> report) {
        byNode.forEach((node, allowance) -> report(Integer.toUnsignedString(node), allowance, report));
        report(OTHERS, others, report);
    }

    private static void report(String node, LineAllowance allowance, ObjLongConsumer<String> report) {
        long dropped = allowance.takeDropped();
        if (dropped > 0) {
            report.accept(node, dropped);
        }
    }
}
