package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** What many clients do to a server at once. */
interface Load {

    /**
     * Connects, and lets the clients do it for so long.
     *
     * @return how often they did it
     * @throws ExecutionException if a client got anything but what it should
     */
    Done run(Duration length) throws IOException, InterruptedException, ExecutionException;

    /** How much was done in which time, that of connecting not counted. */
    record Done(long times, Duration length) {}
}
