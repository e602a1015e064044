package dev.microkernel.time;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every source of time promises. */
abstract class TimeContract {

    private final List<String> fired = new CopyOnWriteArrayList<>();
    private TimeSource time = new VirtualTime();

    abstract TimeSource create();

    /** Lets at least so much time go by, until the latch is open. */
    abstract void pass(TimeSource source, Duration amount, CountDownLatch until);

    @BeforeEach
    void begin() {
        time = create();
    }

    @AfterEach
    void end() {
        time.close();
    }

    @Test
    void firesInTheOrderOfDueTimesAndNeverEarly() {
        var done = new CountDownLatch(3);
        long begun = time.nanoTime();
        for (int millis : new int[] {60, 20, 40}) {
            time.schedule(ofMillis(millis), () -> {
                fired.add(millis + (time.nanoTime() - begun >= ofMillis(millis).toNanos() ? "" : " early"));
                done.countDown();
            });
        }
        pass(time, ofMillis(60), done);

        assertThat(fired).containsExactly("20", "40", "60");
    }

    @Test
    void countsTimersThatWaitAndThatHaveFired() {
        var done = new CountDownLatch(1);
        time.schedule(ofMillis(1), done::countDown);
        var cancelled = time.schedule(ofSeconds(1_000), () -> {});
        time.schedule(ofSeconds(1_000), () -> {});
        assertThat(time.timersWaiting()).isBetween(2L, 3L);
        cancelled.cancel();
        cancelled.cancel();
        pass(time, ofMillis(1), done);

        assertThat(time.timersWaiting()).isEqualTo(1);
        assertThat(time.timersFired()).isEqualTo(1);
        time.close();
        assertThat(time.timersWaiting()).isZero();
    }

    @Test
    void aDelayOfNothingOrLessIsAsSoonAsPossible() {
        var done = new CountDownLatch(3);
        time.schedule(Duration.ZERO, done::countDown);
        time.schedule(ofMillis(-5), done::countDown);
        time.schedule(Duration.ofSeconds(Long.MIN_VALUE), done::countDown);
        pass(time, Duration.ZERO, done);

        assertThat(done.getCount()).isZero();
    }

    @Test
    void aDelayBeyondAllMeasureIsNever() {
        var done = new CountDownLatch(1);
        time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> fired.add("forever"));
        time.schedule(ofMillis(10), done::countDown);
        pass(time, ofMillis(10), done);

        assertThat(done.getCount()).isZero();
        assertThat(fired).isEmpty();
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        var done = new CountDownLatch(1);
        var cancelled = time.schedule(ofMillis(5), () -> fired.add("cancelled"));
        cancelled.cancel();
        cancelled.cancel();
        time.schedule(ofMillis(20), done::countDown);
        pass(time, ofMillis(20), done);

        assertThat(fired).isEmpty();
    }

    @Test
    void anEarlierTimerIsNotHeldUpByALaterOne() {
        var done = new CountDownLatch(1);
        time.schedule(ofSeconds(3600), () -> fired.add("late"));
        time.schedule(ofMillis(5), () -> time.schedule(ofMillis(5), done::countDown));
        pass(time, ofMillis(10), done);

        assertThat(done.getCount()).isZero();
        assertThat(fired).isEmpty();
    }

    @Test
    void closingDropsWhatHasNotFiredAndEndsIt() {
        Runnable action = () -> fired.add("closed");
        time.schedule(ofMillis(10), action);
        time.schedule(ofSeconds(10), action);

        time.close();
        time.schedule(Duration.ZERO, action);
        time.close();
        pass(time, ofMillis(20), new CountDownLatch(0));
        assertThat(fired).isEmpty();
    }

    @Test
    void theCoarseClockFollowsWhenItIsRefreshed() {
        var done = new CountDownLatch(1);
        long before = time.nanoTime();
        time.schedule(ofMillis(5), done::countDown);
        pass(time, ofMillis(5), done);
        time.refresh();

        assertThat(time.coarse().nanos() - before)
                .isGreaterThanOrEqualTo(ofMillis(5).toNanos());
        assertThat(time.coarse().nanos() - time.nanoTime()).isLessThanOrEqualTo(0);
        assertThat(time.coarse().ticks())
                .isEqualTo(CoarseClock.ticks(time.coarse().nanos()));
    }
}
