package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** What waits for a client: in order, bounded, and what becomes of the rest. */
class OutboxTest {

    private static final int CAPACITY = 4;

    private final Reader reader = new Reader();

    @ParameterizedTest
    @EnumSource
    void aReaderThatKeepsUpGetsEverythingInOrder(SlowClient policy) {
        var outbox = outbox(policy);
        outbox.subscribe(reader);
        reader.request(Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            assertThat(outbox.offer("k" + i)).isEqualTo(Outbox.Offer.TAKEN);
        }
        outbox.complete();

        assertThat(reader.got).hasSize(1000).startsWith("k0", "k1").endsWith("k999");
        assertThat(reader.completed).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsAskedForIsDelivered(SlowClient policy) {
        var outbox = outbox(policy);
        fill(outbox);
        outbox.subscribe(reader);
        assertThat(reader.got).isEmpty();
        reader.request(3);

        assertThat(reader.got).containsExactly("a", "b", "c");
    }

    @Test
    void theNewestIsDropped() {
        var outbox = outbox(SlowClient.DROP_NEWEST);
        fill(outbox);

        assertThat(outbox.offer("e")).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(rest(outbox)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void theOldestIsDropped() {
        var outbox = outbox(SlowClient.DROP_OLDEST);
        fill(outbox);

        assertThat(outbox.offer("e")).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(rest(outbox)).containsExactly("b", "c", "d", "e");
    }

    @Test
    void theNewestOfEachKeyIsKept() {
        var outbox = outbox(SlowClient.COALESCE);
        fill(outbox);

        assertThat(outbox.offer("b2")).as("takes b's place").isEqualTo(Outbox.Offer.TAKEN);
        assertThat(outbox.offer("e")).as("a new key").isEqualTo(Outbox.Offer.DROPPED);
        assertThat(rest(outbox)).containsExactly("b2", "c", "d", "e");
    }

    @Test
    void aClientTooSlowIsReportedAndNothingElseIsLost() {
        var outbox = outbox(SlowClient.CLOSE);
        fill(outbox);

        assertThat(outbox.offer("e")).isEqualTo(Outbox.Offer.OVERFLOW);
        assertThat(rest(outbox)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatWaitsGoesOutBeforeTheEndUnlessItEndsNow() {
        var outbox = outbox(SlowClient.CLOSE);
        fill(outbox);
        outbox.subscribe(reader);
        outbox.complete();
        assertThat(reader.completed).isFalse();
        assertThat(outbox.offer("late")).isEqualTo(Outbox.Offer.ENDED);
        reader.request(2);
        assertThat(reader.completed).isFalse();
        outbox.completeNow();

        assertThat(reader.got).containsExactly("a", "b");
        assertThat(reader.completed).isTrue();
    }

    @Test
    void aReaderThatIsGoneEndsIt() {
        var outbox = outbox(SlowClient.DROP_NEWEST);
        outbox.subscribe(reader);
        reader.cancel();

        assertThat(outbox.offer("a")).isEqualTo(Outbox.Offer.ENDED);
        assertThat(reader.got).isEmpty();
    }

    @Test
    void hasOneReader() {
        var outbox = outbox(SlowClient.CLOSE);
        outbox.subscribe(reader);

        assertThatIllegalStateException().isThrownBy(() -> outbox.subscribe(new Reader()));
    }

    @Test
    void aSignOfLifeIsSentOnlyWhereNothingWaits() {
        var outbox = outbox(SlowClient.CLOSE);
        outbox.offer("a");
        outbox.offerIfIdle("alive");
        assertThat(rest(outbox)).containsExactly("a");
        outbox.offerIfIdle("alive");

        assertThat(reader.got).containsExactly("a", "alive");
    }

    /** Two threads put in, one asks, and each call of the reader must be alone and in order. */
    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        int messages = 50_000;
        var outbox = new Outbox<Integer>(2 * messages, SlowClient.CLOSE, message -> message);
        var inside = new AtomicInteger();
        var overlapped = new AtomicBoolean();
        var got = new ArrayList<Integer>();
        var done = new CountDownLatch(1);
        outbox.subscribe(new BaseSubscriber<Integer>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(Integer value) {
                overlapped.compareAndSet(false, inside.incrementAndGet() != 1);
                got.add(value);
                inside.decrementAndGet();
                if (got.size() % 3 == 0) {
                    Thread.startVirtualThread(() -> request(1)); // from another thread
                } else {
                    request(1); // from within
                }
            }

            @Override
            protected void hookOnComplete() {
                done.countDown();
            }
        });
        var evens = Thread.startVirtualThread(() -> offer(outbox, 0, messages));
        var odds = Thread.startVirtualThread(() -> offer(outbox, 1, messages));
        evens.join();
        odds.join();
        outbox.complete();

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(overlapped).isFalse();
        assertThat(got).hasSize(messages);
        assertThat(got.stream().filter(i -> i % 2 == 0)).isSorted();
        assertThat(got.stream().filter(i -> i % 2 == 1)).isSorted();
    }

    private static void offer(Outbox<Integer> outbox, int first, int end) {
        for (int i = first; i < end; i += 2) {
            outbox.offer(i);
        }
    }

    private static Outbox<String> outbox(SlowClient policy) {
        return new Outbox<>(CAPACITY, policy, message -> message.length() > 2 ? message : message.substring(0, 1));
    }

    private static void fill(Outbox<String> outbox) {
        for (var message : List.of("a", "b", "c", "d")) {
            assertThat(outbox.offer(message)).isEqualTo(Outbox.Offer.TAKEN);
        }
    }

    private List<String> rest(Outbox<String> outbox) {
        outbox.subscribe(reader);
        reader.request(Long.MAX_VALUE);
        return reader.got;
    }

    private static final class Reader extends BaseSubscriber<String> {

        private final List<String> got = new ArrayList<>();
        private boolean completed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks when the test does
        }

        @Override
        protected void hookOnNext(String value) {
            got.add(value);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }
    }
}
