package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private final Outbound outbound = new Outbound();

    @Test
    void messagesAreBoundedByNumber() throws InterruptedException {
        for (int i = 0; i < Outbound.MESSAGES_MAX; i++) {
            assertThat(outbound.offer(frame(i, 0))).isTrue();
        }
        assertThat(outbound.offer(frame(1, 0))).isFalse();

        assertThat(take(1)).hasSize(1);
        assertThat(outbound.offer(frame(1, 0))).isTrue();
        assertThat(outbound.offer(frame(1, 0))).isFalse();
    }

    @Test
    void messagesAreBoundedByBytesAndOneLongerThanAllTheRoomGoesAlone() throws InterruptedException {
        int half = (int) (Outbound.BYTES_MAX / 2);
        assertThat(outbound.offer(frame(1, half))).isTrue();
        assertThat(outbound.offer(frame(2, half))).isFalse();
        assertThat(outbound.offer(frame(3, half / 2))).isTrue();
        take(10);

        assertThat(outbound.offer(frame(4, (int) Outbound.BYTES_MAX))).isTrue();
        assertThat(outbound.offer(frame(5, 0))).isFalse();
        take(10);
        assertThat(outbound.offer(frame(5, 0))).isTrue();
    }

    @Test
    void announcementsAreBoundedAndGoFirst() throws InterruptedException {
        outbound.offer(frame(-1, 0));
        for (int i = 0; i < Outbound.ANNOUNCEMENTS_MAX; i++) {
            assertThat(outbound.announce(frame(i, 0))).isTrue();
        }
        assertThat(outbound.announce(frame(0, 0))).isFalse();

        assertThat(take(2)).extracting(Frame::type).containsExactly(0, 1);
        assertThat(outbound.announce(frame(0, 0))).isTrue();
        assertThat(take(Outbound.ANNOUNCEMENTS_MAX))
                .last()
                .extracting(Frame::type)
                .isEqualTo(-1);
    }

    private List<Frame> take(int limit) throws InterruptedException {
        var batch = new ArrayList<Frame>();
        outbound.take(batch, limit);
        return batch;
    }

    private static Frame frame(int type, int length) {
        return new Frame(0, 0, type, new byte[length]);
    }
}
