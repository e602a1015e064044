package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * How many messages a second do actors hand on among themselves? Rings of actors pass tokens round; a ring of two is a
 * game of ping-pong. With few tokens it is the way from one actor to the next that counts, with many the throughput.
 * An operation is a token received.
 */
final class Rings<R> implements Counted {

    private static final Object TOKEN = new Object();

    private final Contender<R> contender;
    private final int rings;
    private final int size;
    private final int tokensPerRing;
    private final List<Node> nodes = new ArrayList<>();

    /** Not null when tokens are to be taken out: counted down by whoever has one then. */
    private volatile @Nullable CountDownLatch ended;

    Rings(Contender<R> contender, int rings, int size, int tokensPerRing) {
        this.contender = contender;
        this.rings = rings;
        this.size = size;
        this.tokensPerRing = tokensPerRing;
        for (int ring = 0; ring < rings; ring++) {
            openRing();
        }
    }

    /** Starts the last one first, so that each can be told who is next; and closes the ring. */
    private void openRing() {
        var last = new Node(null);
        var next = last;
        nodes.add(last);
        for (int i = 1; i < size; i++) {
            next = new Node(next.ref);
            nodes.add(next);
        }
        last.next = next.ref;
    }

    @Override
    public Count run(Duration length) throws InterruptedException {
        ended = null;
        long before = hops();
        long start = System.nanoTime();
        for (int token = 0; token < tokensPerRing; token++) {
            for (int ring = 0; ring < rings; ring++) {
                // spread over the ring
                contender.tell(nodes.get(ring * size + token * size / tokensPerRing).ref, TOKEN);
            }
        }
        Thread.sleep(length);
        var latch = new CountDownLatch(rings * tokensPerRing);
        ended = latch;
        latch.await();
        return new Count(hops() - before, System.nanoTime() - start);
    }

    /** Called when no token is on its way. */
    private long hops() {
        return nodes.stream().mapToLong(node -> node.hops).sum();
    }

    private final class Node implements Handler<R> {

        private final R ref;
        private @Nullable R next;
        private long hops;

        Node(@Nullable R next) {
            this.next = next;
            this.ref = contender.spawn(this);
        }

        @Override
        public void on(Object token, Self<R> self) {
            hops++;
            var to = next;
            var latch = ended;
            if (latch != null) {
                latch.countDown();
            } else if (to != null) {
                contender.tell(to, token);
            }
        }
    }
}
