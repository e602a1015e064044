package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * How many questions a second does one actor answer to a thread outside, which has so many of them open? With one, it
 * is the way there and back that counts. An operation is an answer received.
 */
final class Asks<R> implements Counted {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Contender<R> contender;
    private final int inFlight;
    private final R answerer;

    Asks(Contender<R> contender, int inFlight) {
        this.contender = contender;
        this.inFlight = inFlight;
        this.answerer = contender.spawnAnswerer();
    }

    @Override
    public Count run(Duration length) {
        var open = new ArrayDeque<CompletableFuture<Object>>(inFlight);
        long answered = 0;
        long start = System.nanoTime();
        long end = start + length.toNanos();
        while (System.nanoTime() - end < 0) {
            if (open.size() == inFlight) {
                var _ = open.removeFirst().join();
                answered++;
            }
            open.addLast(contender.ask(answerer, TIMEOUT));
        }
        for (var ask : open) {
            var _ = ask.join();
            answered++;
        }
        return new Count(answered, System.nanoTime() - start);
    }
}
