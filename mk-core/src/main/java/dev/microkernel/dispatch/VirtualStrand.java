package dev.microkernel.dispatch;

import java.util.concurrent.locks.LockSupport;

/** A strand on a virtual thread of its own, beside the workers. */
final class VirtualStrand extends Strand implements Runnable {

    private final Thread thread;
    private final Runnable body;

    VirtualStrand(String name, Turn turn, RunGuard guard, Runnable body) {
        super(turn, guard);
        this.body = body;
        thread = Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler(this::escaped)
                .unstarted(this);
    }

    /** On its own thread. */
    @Override
    public void run() {
        run(body);
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
