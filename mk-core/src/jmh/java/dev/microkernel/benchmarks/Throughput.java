package dev.microkernel.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;

/**
 * How often does something get done in a second, and what does it cost in garbage? The latter is all that all threads
 * allocate meanwhile, for each operation.
 */
final class Throughput implements Session {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String speed;
    private final String allocation;
    private final Counted counted;

    /** Measures both for rows of these names, be they shown or not. */
    Throughput(String speed, String allocation, Counted counted) {
        this.speed = speed;
        this.allocation = allocation;
        this.counted = counted;
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        var _ = counted.run(length);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        long before = THREADS.getTotalThreadAllocatedBytes();
        var count = counted.run(length);
        double bytes = THREADS.getTotalThreadAllocatedBytes() - before;
        return Map.of(speed, count.perSecond(), allocation, bytes / count.operations());
    }
}
