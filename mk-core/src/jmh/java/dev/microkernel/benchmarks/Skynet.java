package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * How fast does a tree of a million actors come to be and report? Each of them starts ten, down to the leaves, which
 * report their number; the others report the sum, and all stop when they have reported. An operation is one of the
 * 1,111,111 actors started, until the sum arrives; that the last of them has stopped is awaited, but not counted.
 */
final class Skynet<R> implements Counted {

    private static final int LEAVES = 1_000_000;
    private static final int WIDTH = 10;
    private static final long ACTORS = 1_111_111;
    private static final long SUM = (long) LEAVES * (LEAVES - 1) / 2;

    private static final Object BEGIN = new Object();

    private final Contender<R> contender;
    private final Driver driver = new Driver();
    private final R driverRef;

    Skynet(Contender<R> contender) {
        this.contender = contender;
        this.driverRef = contender.spawn(driver);
    }

    @Override
    public Count run(Duration length) throws InterruptedException {
        long actors = 0;
        long nanos = 0;
        do {
            driver.summed = new CountDownLatch(1);
            driver.stopped = new CountDownLatch(1);
            long start = System.nanoTime();
            contender.tell(driverRef, BEGIN);
            driver.summed.await();
            nanos += System.nanoTime() - start;
            driver.stopped.await();
            if (driver.sum != SUM) {
                throw new IllegalStateException("skynet must add up to " + SUM + ", sum=" + driver.sum);
            }
            actors += ACTORS;
        } while (nanos < length.toNanos());
        return new Count(actors, nanos);
    }

    private final class Driver implements Handler<R> {

        private volatile CountDownLatch summed = new CountDownLatch(1);
        private volatile CountDownLatch stopped = new CountDownLatch(1);
        private volatile long sum;

        @Override
        public void on(Object message, Self<R> self) {
            if (message instanceof Long total) {
                sum = total;
                summed.countDown();
            } else {
                contender.tell(self.spawnWatched(new Node(self.ref(), 0, LEAVES)), BEGIN);
            }
        }

        @Override
        public void terminated(Self<R> self) {
            stopped.countDown();
        }
    }

    private final class Node implements Handler<R> {

        private final R parent;
        private final long first;
        private final int size;
        private int missing;
        private long sum;

        Node(R parent, long first, int size) {
            this.parent = parent;
            this.first = first;
            this.size = size;
        }

        @Override
        public void on(Object message, Self<R> self) {
            if (message instanceof Long part) {
                sum += part;
                if (--missing == 0) {
                    report(sum, self);
                }
            } else if (size == 1) {
                report(first, self);
            } else {
                begin(self);
            }
        }

        private void begin(Self<R> self) {
            missing = WIDTH;
            int share = size / WIDTH;
            for (int i = 0; i < WIDTH; i++) {
                contender.tell(self.spawn(new Node(self.ref(), first + (long) i * share, share)), BEGIN);
            }
        }

        private void report(long value, Self<R> self) {
            contender.tell(parent, value);
            self.stop();
        }
    }
}
