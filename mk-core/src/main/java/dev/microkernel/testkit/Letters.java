package dev.microkernel.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages that wait for the test, oldest first. Actors add on their threads, the test takes on its own. */
final class Letters<M> {

    private final ArrayDeque<Letter<M>> waiting = new ArrayDeque<>();
    private final List<Predicate<? super M>> ignored = new ArrayList<>();
    private @Nullable Letter<M> lastTaken;

    synchronized void add(Letter<M> letter) {
        if (ignored.stream().noneMatch(ignore -> ignore.test(letter.message()))) {
            waiting.add(letter);
        }
    }

    synchronized void ignore(Predicate<? super M> messages) {
        ignored.add(messages);
        waiting.removeIf(letter -> messages.test(letter.message()));
    }

    synchronized @Nullable Letter<M> take() {
        var letter = waiting.poll();
        if (letter != null) {
            lastTaken = letter;
        }
        return letter;
    }

    /** The one that {@link #take} gave last, or null. */
    synchronized @Nullable Letter<M> lastTaken() {
        return lastTaken;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized List<M> messages() {
        return waiting.stream().map(Letter::message).toList();
    }
}
