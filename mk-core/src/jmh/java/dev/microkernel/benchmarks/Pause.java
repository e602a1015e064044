package dev.microkernel.benchmarks;

/** How all of the benchmarks' threads wait for something that will not be long, on a machine that may have few cores. */
final class Pause {

    private static final int SPINS = 100;

    private Pause() {}

    /**
     * Waits a little.
     *
     * @param waited how often one has waited already for the same thing
     */
    @SuppressWarnings("ThreadPriorityCheck") // what is waited for may need this core
    static void after(int waited) {
        if (waited < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
