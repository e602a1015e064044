package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was told to a reference that the test gave out, and what the test expects of it. What is not as expected fails
 * with an {@link AssertionError} that says what was expected, what came, what waits behind it, and how to see it again.
 * For one thread, the test's.
 *
 * @param <M> what it is told
 */
public abstract sealed class Received<M> permits Probe, TestInbox {

    final Letters<M> letters;
    final Waiting waiting;
    final Duration patience;

    Received(Letters<M> letters, Waiting waiting, Duration patience) {
        this.letters = letters;
        this.waiting = waiting;
        this.patience = patience;
    }

    /** Where to send what the test wants to see. */
    public abstract ActorRef<M> ref();

    // ---- one message

    /** Takes the oldest message, whatever it is. */
    public final M receive() {
        var letter = next(deadline());
        if (letter == null) {
            throw failure("a message", patience, null);
        }
        return letter.message();
    }

    /** Takes the oldest message, which must equal this one. */
    public final void expect(M expected) {
        var letter = next(deadline());
        if (letter == null || !expected.equals(letter.message())) {
            var got = letter == null ? null : Texts.unlike(expected, letter.message());
            throw failure(expected.toString(), patience, got);
        }
    }

    /** Takes the oldest message, which must be of this class. */
    public final <T extends M> T expectMessage(Class<T> type) {
        var letter = next(deadline());
        if (letter == null || !type.isInstance(letter.message())) {
            var got = letter == null
                    ? null
                    : letter.message() + " of " + letter.message().getClass().getName();
            throw failure("a message of " + type.getName(), patience, got);
        }
        return type.cast(letter.message());
    }

    // ---- several

    /** Takes as many messages as these, which must be equal to them, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    public final void expectInOrder(M... expected) {
        var got = next(expected.length);
        if (!got.equals(List.of(expected))) {
            throw failure(List.of(expected) + " in this order", patience, got.isEmpty() ? null : got.toString());
        }
    }

    /** Takes as many messages as these, which must be equal to them, in any order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    public final void expectInAnyOrder(M... expected) {
        var got = next(expected.length);
        var missing = new ArrayList<>(List.of(expected));
        var surplus = new ArrayList<>(got);
        surplus.removeIf(missing::remove);
        if (!missing.isEmpty()) {
            throw failure(
                    List.of(expected) + " in any order",
                    patience,
                    got.isEmpty() ? null : got + ", missing " + missing + ", not expected " + surplus);
        }
    }

    /** Takes all messages that are there. */
    public final List<M> take() {
        waiting.until(() -> false, Duration.ZERO);
        var all = new ArrayList<M>();
        for (var letter = letters.take(); letter != null; letter = letters.take()) {
            all.add(letter.message());
        }
        return all;
    }

    // ---- some and not others

    /** Takes messages, older ones first, up to one that fits, and gives that one; the others are gone. */
    public final M fish(Predicate<? super M> fits) {
        return fish("a message that fits", fits);
    }

    /** As {@link #fish(Predicate)}, by class. */
    public final <T extends M> T fish(Class<T> type) {
        return type.cast(fish("a message of " + type.getName(), type::isInstance));
    }

    private M fish(String what, Predicate<? super M> fits) {
        var passedOver = new ArrayList<M>();
        long deadline = deadline();
        for (var letter = next(deadline); letter != null; letter = next(deadline)) {
            if (fits.test(letter.message())) {
                return letter.message();
            }
            passedOver.add(letter.message());
        }
        throw failure(what, patience, passedOver.isEmpty() ? null : "none of " + passedOver);
    }

    /** Has messages dropped from now on, and those that wait, as if they had not been sent. */
    public final void ignore(Predicate<? super M> messages) {
        letters.ignore(messages);
    }

    /** Has messages of a class dropped; see {@link #ignore(Predicate)}. */
    public final void ignore(Class<? extends M> type) {
        ignore(type::isInstance);
    }

    /** No message may be there. */
    public void expectNothing() {
        expectQuiet(Duration.ZERO);
    }

    final void expectQuiet(Duration quiet) {
        if (waiting.until(() -> !letters.isEmpty(), quiet)) {
            throw new AssertionError(
                    "expected nothing" + spanned(" for ", quiet) + ", got " + letters.messages() + where());
        }
    }

    // ---- answers

    /**
     * Who sent the message that was taken last; if nobody did, a reference whose messages reach nobody.
     *
     * @throws IllegalStateException if no message was taken
     */
    public final ActorRef<Object> lastSender() {
        var letter = letters.lastTaken();
        if (letter == null) {
            throw new IllegalStateException(
                    "no message has been taken whose sender could be answered, receiver=" + ref().path());
        }
        return senderOf(letter);
    }

    /** Answers the sender of the message that was taken last, as {@link #ref}. */
    public final Delivery reply(Object message) {
        return lastSender().tell(message, ref());
    }

    abstract ActorRef<Object> senderOf(Letter<M> letter);

    // ----

    private long deadline() {
        return waiting.nanoTime() + Math.min(TimeUnit.NANOSECONDS.convert(patience), Long.MAX_VALUE / 2);
    }

    private @Nullable Letter<M> next(long deadline) {
        waiting.until(() -> !letters.isEmpty(), Duration.ofNanos(deadline - waiting.nanoTime()));
        return letters.take();
    }

    private List<M> next(int count) {
        var taken = new ArrayList<M>();
        long deadline = deadline();
        while (taken.size() < count) {
            var letter = next(deadline);
            if (letter == null) {
                break;
            }
            taken.add(letter.message());
        }
        return taken;
    }

    private AssertionError failure(String expected, Duration span, @Nullable String got) {
        var what = got == null ? "nothing" : got + "; " + Texts.behind(letters.messages());
        return new AssertionError("expected " + expected + spanned(" within ", span) + ", got " + what + where());
    }

    final String spanned(String word, Duration span) {
        return span.isPositive() ? word + waiting.text(span) : "";
    }

    /** How every failure ends. */
    final String where() {
        return "; receiver=" + ref().path() + ", " + waiting.where();
    }
}
