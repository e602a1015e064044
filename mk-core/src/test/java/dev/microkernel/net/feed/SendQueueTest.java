package dev.microkernel.net.feed;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendQueueTest {

    private static SendQueue.Item message(int length) {
        return () -> length;
    }

    @Test
    void refusesMoreMessagesAndBytesThanItMayHold() {
        var queue = new SendQueue<SendQueue.Item>(100, 3);

        assertThat(queue.offer(message(60))).isTrue();
        assertThat(queue.offer(message(41))).isFalse();
        assertThat(queue.offer(message(40))).isTrue();
        assertThat(queue.offer(message(0))).isTrue();
        assertThat(queue.offer(message(0))).isFalse();
    }

    @Test
    void aMessageThatIsBeingWrittenStillTakesItsRoom() throws InterruptedException {
        var queue = new SendQueue<SendQueue.Item>(100, 3);
        queue.offer(message(100));
        var taken = requireNonNull(queue.take());

        assertThat(queue.offer(message(1))).isFalse();
        assertThat(queue.sent(taken)).as("drained").isTrue();
        assertThat(queue.offer(message(1))).isTrue();
        assertThat(queue.sent(requireNonNull(queue.take()))).as("drained again").isFalse();
    }

    @Test
    void takesALongerMessageWhenNoneWaits() {
        var queue = new SendQueue<SendQueue.Item>(100, 3);

        assertThat(queue.offer(message(1000))).isTrue();
        assertThat(queue.offer(message(1))).isFalse();
    }

    @Test
    void endsBehindWhatWaits() throws InterruptedException {
        var queue = new SendQueue<SendQueue.Item>(100, 3);
        var first = message(1);
        queue.offer(first);
        queue.finish();

        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isNull();
    }
}
