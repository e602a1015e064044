package dev.microkernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Turns that take long, and who must not suffer for it. */
class WatchdogTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final CountDownLatch release = new CountDownLatch(1);
    private WorkerScheduler scheduler = scheduler(2, DEADLINE);

    @AfterEach
    void shutdown() {
        release.countDown();
        assertThat(scheduler.shutdown(DEADLINE)).isTrue();
    }

    @Test
    void aTurnThatHoldsItsWorkerIsCountedOnceForAsLongAsItLasts() {
        scheduler = scheduler(1, Duration.ofMillis(30));
        scheduler.start();
        scheduler.schedule(once(() -> awaitQuietly(release)));
        await().until(() -> scheduler.stalls() == 1);
        var looks = new CountDownLatch(5);
        tick(looks);
        awaitQuietly(looks); // while it goes on
        assertThat(scheduler.stalls()).isEqualTo(1);
        release.countDown();

        var again = new CountDownLatch(1);
        scheduler.schedule(once(() -> awaitQuietly(again)));
        await().until(() -> scheduler.stalls() == 2);
        again.countDown();
    }

    private void tick(CountDownLatch looks) {
        if (looks.getCount() > 0) {
            var _ = time.schedule(Duration.ofMillis(20), () -> {
                looks.countDown();
                tick(looks);
            });
        }
    }

    @Test
    void shortTurnsAreNeverCountedHoweverManyFollowEachOther() throws InterruptedException {
        scheduler = scheduler(1, Duration.ofSeconds(5));
        var ran = new CountDownLatch(100_000);
        scheduler.schedule(new Task() {
            @Override
            public @Nullable Task runTurn(Turn turn) {
                ran.countDown();
                return ran.getCount() > 0 ? this : null;
            }
        });
        scheduler.start();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.stalls()).isZero();
    }

    /** The one who waits behind the blocked turn is the only one who could release it. */
    @Test
    void theTaskThatABlockedOneWokeRunsOnAnotherWorker() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            var woken = new CountDownLatch(1);
            var over = new CountDownLatch(1);
            scheduler.schedule(once(() -> {
                scheduler.schedule(once(woken::countDown));
                awaitQuietly(woken);
                over.countDown();
            }));
            scheduler.start();

            assertThat(over.await(30, TimeUnit.SECONDS)).as("round %d", round).isTrue();
        }
    }

    @Test
    void whatABlockedTurnWakesLaterRunsOnAnotherWorkerToo() throws InterruptedException {
        var over = new CountDownLatch(1);
        scheduler.schedule(once(() -> {
            for (int i = 0; i < 3; i++) {
                var woken = new CountDownLatch(1);
                scheduler.schedule(once(woken::countDown));
                awaitQuietly(woken);
            }
            over.countDown();
        }));
        scheduler.start();

        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sleepsWhileAllWorkersAreParkedAndWakesWithThem() throws InterruptedException {
        scheduler.start();
        await().until(() -> !scheduler.watchdog().isAwake());
        var held = new CountDownLatch(1);
        scheduler.schedule(once(() -> {
            held.countDown();
            awaitQuietly(release);
        }));
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.watchdog().isAwake()).isTrue();
        release.countDown();

        await().until(() -> !scheduler.watchdog().isAwake());
    }

    @Test
    void anUrgentTaskGoesBeforeABacklog() throws InterruptedException {
        scheduler = scheduler(1, DEADLINE);
        var order = new ArrayList<String>();
        var over = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            scheduler.schedule(once(() -> order.add("backlog")));
        }
        scheduler.scheduleFirst(once(() -> order.add("urgent")));
        scheduler.schedule(once(over::countDown));
        scheduler.start();

        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(order)).hasSize(101).startsWith("urgent");
    }

    private final SystemTime time = new SystemTime("test-looks");

    private static WorkerScheduler scheduler(int workers, Duration limit) {
        return new WorkerScheduler("test", workers, new SystemTime("test-timer"), 64, limit);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Task once(Runnable action) {
        return turn -> {
            action.run();
            return null;
        };
    }
}
