package dev.microkernel.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.net.NetException;
import org.junit.jupiter.api.Test;

class HostLimitsTest {

    @Test
    void soManyRunSoManyWaitAndMoreAreRefused() {
        var limits = new HostLimits(2, 1);
        var first = limits.enter("a");
        var second = limits.enter("a");
        var third = limits.enter("a");
        var fourth = limits.enter("a");

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
        assertThat(fourth).isCompletedExceptionally();
        assertThat(fourth.exceptionNow()).isInstanceOf(NetException.class).hasMessageContaining("at most 2 exchanges");
        assertThat(limits.enter("b")).isCompleted();
    }

    @Test
    void aPlaceGoesToWhoWaitsLongestAndStillWants() {
        var limits = new HostLimits(1, 3);
        var first = limits.enter("a");
        var second = limits.enter("a");
        var third = limits.enter("a");
        second.cancel(false);
        first.join().run();

        assertThat(third).isCompleted();
        third.join().run();
        assertThat(limits.hosts()).isZero();
    }

    @Test
    void whoHasGivenUpTakesNoRoom() {
        var limits = new HostLimits(1, 1);
        var _ = limits.enter("a");
        limits.enter("a").cancel(false);
        assertThat(limits.enter("a")).isNotDone();
    }
}
