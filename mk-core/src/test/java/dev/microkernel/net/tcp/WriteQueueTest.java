package dev.microkernel.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WriteQueueTest {

    private static WriteQueue.Unwritten message(int length) {
        return new WriteQueue.Unwritten(ByteBuffer.allocate(length), null);
    }

    @Test
    void refusesMoreMessagesAndBytesThanItMayHold() {
        var queue = new WriteQueue(100, 3);

        assertThat(queue.offer(message(60))).isTrue();
        assertThat(queue.offer(message(41))).isFalse();
        assertThat(queue.offer(message(40))).isTrue();
        assertThat(queue.offer(message(0))).isTrue();
        assertThat(queue.offer(message(0))).isFalse();
    }

    @Test
    void aMessageThatIsBeingWrittenStillTakesItsRoom() throws InterruptedException {
        var queue = new WriteQueue(100, 3);
        queue.offer(message(100));
        var taken = queue.take();

        assertThat(queue.offer(message(1))).isFalse();
        assertThat(queue.written(taken)).as("drained").isTrue();
        assertThat(queue.offer(message(1))).isTrue();
        assertThat(queue.written(queue.take())).as("drained again").isFalse();
    }

    @Test
    void takesALongerMessageWhenNoneWaits() {
        var queue = new WriteQueue(100, 3);

        assertThat(queue.offer(message(1000))).isTrue();
        assertThat(queue.offer(message(1))).isFalse();
    }

    @Test
    void endsBehindWhatWaits() throws InterruptedException {
        var queue = new WriteQueue(100, 3);
        var first = message(1);
        queue.offer(first);
        queue.finish();

        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isNull();
    }
}
