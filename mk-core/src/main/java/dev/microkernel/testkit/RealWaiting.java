package dev.microkernel.testkit;

import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Waits in real time until it is told of a change; does not poll. */
final class RealWaiting implements Waiting {

    private final ActorSystem system;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changes = lock.newCondition();

    RealWaiting(ActorSystem system) {
        this.system = system;
    }

    @Override
    public boolean until(BooleanSupplier condition, Duration atMost) {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changes.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the test's thread was interrupted while it waited, " + where(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void changed() {
        lock.lock();
        try {
            changes.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanoTime() {
        return system.time().nanoTime();
    }

    @Override
    public String text(Duration span) {
        return Texts.of(span);
    }

    @Override
    public String where() {
        return "system=" + system.identity();
    }
}
