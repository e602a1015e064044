package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * How fast does one actor reach many and hear from all of them? The hub tells every spoke something, and begins again
 * when all have acknowledged. An operation is an acknowledgement received, so two messages.
 */
final class FanOut<R> implements Counted {

    private static final Object BEGIN = new Object();
    private static final Object NEWS = new Object();
    private static final Object ACKNOWLEDGEMENT = new Object();

    private final Contender<R> contender;
    private final List<R> spokes = new ArrayList<>();
    private final R hub;

    private volatile @Nullable CountDownLatch ended;

    /** Of the hub; read by others only when it has ended a round. */
    private long acknowledged;

    FanOut(Contender<R> contender, int width) {
        this.contender = contender;
        this.hub = contender.spawn(this::onHub);
        Handler<R> spoke = (news, self) -> contender.tell(hub, ACKNOWLEDGEMENT);
        for (int i = 0; i < width; i++) {
            spokes.add(contender.spawn(spoke));
        }
    }

    private void onHub(Object message, Self<R> self) {
        if (message.equals(ACKNOWLEDGEMENT) && ++acknowledged % spokes.size() != 0) {
            return;
        }
        var latch = ended;
        if (latch != null) {
            latch.countDown();
            return;
        }
        for (var spoke : spokes) {
            contender.tell(spoke, NEWS);
        }
    }

    @Override
    public Count run(Duration length) throws InterruptedException {
        ended = null;
        long before = acknowledged;
        long start = System.nanoTime();
        contender.tell(hub, BEGIN);
        Thread.sleep(length);
        var latch = new CountDownLatch(1);
        ended = latch;
        latch.await();
        return new Count(acknowledged - before, System.nanoTime() - start);
    }
}
