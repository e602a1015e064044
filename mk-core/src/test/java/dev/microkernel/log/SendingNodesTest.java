package dev.microkernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendingNodesTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE, -SECOND / 2})
    void aNodeMaySendABurstAndThenAsManyAsItsRateAllows(long now) {
        var nodes = new SendingNodes(10, 20, now);

        assertThat(allowed(nodes, 7, 50, now)).isEqualTo(20);
        assertThat(allowed(nodes, 7, 50, now + SECOND / 10 - 1)).isZero();
        assertThat(allowed(nodes, 7, 50, now + SECOND / 10)).isEqualTo(1);
        assertThat(allowed(nodes, 7, 50, now + SECOND)).isEqualTo(9);
        assertThat(allowed(nodes, 7, 50, now + 100 * SECOND)).isEqualTo(20);
        assertThat(dropped(nodes)).isEqualTo(Map.of("7", 30L + 50 + 49 + 41 + 30));
        assertThat(dropped(nodes)).isEmpty();
    }

    @Test
    void oneNodesLinesAreNotAnothers() {
        var nodes = new SendingNodes(10, 20, 0);
        allowed(nodes, 7, 100, 0);

        assertThat(allowed(nodes, 8, 25, 0)).isEqualTo(20);
        assertThat(dropped(nodes)).isEqualTo(Map.of("7", 80L, "8", 5L));
    }

    @Test
    void nodesBeyondTheBoundShareOneAllowance() {
        var nodes = new SendingNodes(1, 2, 0);
        for (int node = 0; node < SendingNodes.NODES_MAX; node++) {
            assertThat(allowed(nodes, node, 2, 0)).isEqualTo(2);
        }

        assertThat(allowed(nodes, -1, 1, 0)).isEqualTo(1);
        assertThat(allowed(nodes, -2, 3, 0)).isEqualTo(1);
        assertThat(allowed(nodes, 0, 1, 0)).isZero();
        assertThat(dropped(nodes)).isEqualTo(Map.of("0", 1L, SendingNodes.OTHERS, 2L));
    }

    @Test
    void nodesThatHaveSaidNothingForAWhileMakeRoom() {
        var nodes = new SendingNodes(1, 2, 0);
        for (int node = 0; node < SendingNodes.NODES_MAX; node++) {
            allowed(nodes, node, node == 5 ? 3 : 2, 0);
        }

        assertThat(allowed(nodes, -1, 3, 2 * SECOND)).isEqualTo(2);
        assertThat(allowed(nodes, -2, 3, 2 * SECOND)).isEqualTo(2);
        assertThat(dropped(nodes))
                .as("node 5 is kept until its loss is told")
                .isEqualTo(Map.of("5", 1L, "4294967295", 1L, "4294967294", 1L));
    }

    private static int allowed(SendingNodes nodes, int node, int lines, long now) {
        int allowed = 0;
        for (int i = 0; i < lines; i++) {
            if (nodes.allows(node, now)) {
                allowed++;
            }
        }
        return allowed;
    }

    private static Map<String, Long> dropped(SendingNodes nodes) {
        var dropped = new TreeMap<String, Long>();
        nodes.takeDropped(dropped::put);
        return dropped;
    }
}
