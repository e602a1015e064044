package dev.microkernel.benchmarks;

import java.lang.management.ManagementFactory;

/** What is in use after full collections. */
final class Heap {

    private static final int COLLECTIONS = 3;

    private Heap() {}

    static long used() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(20); // what the collection found to be cleaned up by others gets cleaned up
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
