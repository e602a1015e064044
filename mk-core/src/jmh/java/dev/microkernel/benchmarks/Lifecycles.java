package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many whole lives a second? An actor is started by another that watches it, handles one message and stops; the
 * watcher is told and starts the next. There is a watcher for each core, and each keeps some alive at a time. An
 * operation is an end noticed.
 */
final class Lifecycles<R> implements Counted {

    private static final int ALIVE_PER_WATCHER = 64;

    private static final Object BEGIN = new Object();
    private static final Object MESSAGE = new Object();

    private final Contender<R> contender;
    private final List<Watcher> watchers = new ArrayList<>();
    private final Handler<R> mortal = (message, self) -> self.stop();

    private volatile @Nullable CountDownLatch ended;

    Lifecycles(Contender<R> contender) {
        this.contender = contender;
        int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, cores).forEach(i -> watchers.add(new Watcher()));
    }

    @Override
    public Count run(Duration length) throws InterruptedException {
        ended = null;
        long before = ends();
        long start = System.nanoTime();
        watchers.forEach(watcher -> contender.tell(watcher.ref, BEGIN));
        Thread.sleep(length);
        var latch = new CountDownLatch(watchers.size() * ALIVE_PER_WATCHER);
        ended = latch;
        latch.await();
        return new Count(ends() - before, System.nanoTime() - start);
    }

    /** Called when nobody is alive. */
    private long ends() {
        return watchers.stream().mapToLong(watcher -> watcher.ends).sum();
    }

    private final class Watcher implements Handler<R> {

        private final R ref = contender.spawn(this);
        private long ends;

        @Override
        public void on(Object begin, Self<R> self) {
            for (int i = 0; i < ALIVE_PER_WATCHER; i++) {
                giveLife(self);
            }
        }

        @Override
        public void terminated(Self<R> self) {
            ends++;
            var latch = ended;
            if (latch == null) {
                giveLife(self);
            } else {
                latch.countDown();
            }
        }

        private void giveLife(Self<R> self) {
            contender.tell(self.spawnWatched(mortal), MESSAGE);
        }
    }
}
