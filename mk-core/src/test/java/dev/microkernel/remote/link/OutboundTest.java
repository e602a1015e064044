package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private final Outbound outbound = new Outbound(null, Long.MAX_VALUE);

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

    @Test
    void messagesWaitForCreditAndNothingElseDoes() throws InterruptedException {
        var limited = new Outbound(null, 29);
        limited.offer(frame(1, 0));
        limited.offer(frame(2, 100)); // the last one may go beyond
        limited.offer(frame(3, 0));
        var batch = new ArrayList<Frame>();

        limited.take(batch, 10);
        assertThat(batch).extracting(Frame::type).containsExactly(1, 2);
        batch.clear();
        limited.announce(frame(4, 0));
        limited.take(batch, 10);
        assertThat(batch).extracting(Frame::type).containsExactly(4);
        batch.clear();
        assertThat(limited.permit(157)).isTrue();
        limited.take(batch, 10);
        assertThat(batch).extracting(Frame::type).containsExactly(3);
        assertThat(limited.permit(156)).isFalse();
    }

    @Test
    void ofWhatIsWorthSendingInItsLatestFormOnlyThatGoesOutAndFirst() throws InterruptedException {
        outbound.offer(frame(1, 0));
        outbound.answer(frame(2, 0));
        outbound.announce(frame(3, 0));
        outbound.put(Outbound.Latest.ACK, frame(4, 0));
        outbound.put(Outbound.Latest.ACK, frame(5, 0));
        outbound.put(Outbound.Latest.RESUME, frame(6, 0));

        assertThat(take(10)).extracting(Frame::type).containsExactly(6, 5, 3, 2, 1);
    }

    @Test
    void afterTheLastWordsNothingGoesOut() throws InterruptedException {
        outbound.offer(frame(1, 0));
        outbound.announce(frame(2, 0));

        assertThat(outbound.finish(frame(3, 0))).extracting(Frame::type).containsExactly(1);
        assertThat(outbound.offer(frame(4, 0))).isFalse();
        assertThat(take(10)).extracting(Frame::type).containsExactly(3);
        assertThat(outbound.take(new ArrayList<>(), 10)).isFalse();
    }

    @Test
    void answersAreBounded() {
        for (int i = 0; i < Outbound.ANSWERS_MAX; i++) {
            assertThat(outbound.answer(frame(i, 0))).isTrue();
        }
        assertThat(outbound.answer(frame(0, 0))).isFalse();
    }

    @Test
    void whatIsSentAgainUntilItIsConfirmedIsNotGivenUpWithTheLink() {
        outbound.offer(frame(1, 0));
        outbound.offer(new Frame(1, 2, 3, new byte[0], Extensions.NONE.withSequence(7)));

        assertThat(outbound.finish(null)).extracting(Frame::type).containsExactly(1);
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
