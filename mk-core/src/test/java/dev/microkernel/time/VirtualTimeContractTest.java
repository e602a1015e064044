package dev.microkernel.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

class VirtualTimeContractTest extends TimeContract {

    @Override
    TimeSource create() {
        return new VirtualTime();
    }

    @Override
    void pass(TimeSource source, Duration amount, CountDownLatch until) {
        ((VirtualTime) source).advance(amount);
    }
}
