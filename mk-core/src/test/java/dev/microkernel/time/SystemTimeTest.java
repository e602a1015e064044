package dev.microkernel.time;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SystemTimeTest extends TimeContract {

    @Override
    TimeSource create() {
        return new SystemTime("test-timer");
    }

    @Override
    void pass(TimeSource source, Duration amount, CountDownLatch until) {
        try {
            assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The thread sleeps for hours; each of these must wake it, whichever stripe it is in. */
    @Test
    void everyThreadsTimerWakesTheWheel() throws InterruptedException {
        var time = create();
        time.schedule(Duration.ofHours(1), () -> {});
        var fired = new CountDownLatch(400);
        for (int i = 0; i < 4; i++) {
            Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 100; j++) {
                    var each = new CountDownLatch(1);
                    time.schedule(ofMillis(1), each::countDown);
                    pass(time, ofMillis(1), each);
                    fired.countDown();
                }
            });
        }

        assertThat(fired.await(60, TimeUnit.SECONDS)).isTrue();
        time.close();
    }

    @Test
    void aTimerThatThrowsDoesNotEndTheOthers() throws InterruptedException {
        var time = create();
        var fired = new CountDownLatch(1);
        var ran = new AtomicInteger();
        time.schedule(Duration.ZERO, () -> {
            ran.incrementAndGet();
            throw new AssertionError("planted");
        });
        time.schedule(ofMillis(5), fired::countDown);

        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(1);
        time.close();
    }
}
