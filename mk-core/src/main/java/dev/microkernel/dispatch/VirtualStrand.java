package dev.microkernel.dispatch;

import java.util.concurrent.locks.LockSupport;

/** A strand on a virtual thread of its own, beside the workers. */
final class VirtualStrand extends Strand {

    private final Thread thread;

    VirtualStrand(String name, Turn turn, RunGuard guard, Runnable body) {
        super(turn, guard);
        thread = Thread.ofVirtual().name(name).unstarted(() -> run(body));
    }

    void start() {
        thread.start();
    }

    @Override
    public void park() {
        pause();
        LockSupport.park(this);
        resume();
    }

    @Override
    public void unpark() {
        LockSupport.unpark(thread);
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public Thread thread() {
        return thread;
    }
}
