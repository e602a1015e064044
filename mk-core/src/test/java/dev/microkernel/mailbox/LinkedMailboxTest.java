package dev.microkernel.mailbox;

import static dev.microkernel.mailbox.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.mailbox.Mailbox.Offer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LinkedMailboxTest extends MailboxContract {

    @Override
    protected Mailbox create(int capacity) {
        return new LinkedMailbox(capacity);
    }

    @Test
    void dropsNothingForNewerMessages() {
        assertThatThrownBy(() -> create(1).dropOldestIfFull())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("only a mailbox made for DROP_OLDEST drops its oldest message");
    }

    @Test
    void whatFindsTheActorIdleIsCarriedAndCountsUntilItIsDrained() {
        var mailbox = create(2);
        var first = new Envelope(1, null);
        var depths = new ArrayList<Integer>();

        assertThat(mailbox.offer(first)).isEqualTo(Offer.ACCEPTED_CARRIED);
        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(mailbox.highWater()).isEqualTo(1);
        assertThat(mailbox.poll()).isNull();
        assertThat(mailbox.idle()).isFalse();
        assertThat(mailbox.offer(new Envelope(2, null))).isEqualTo(Offer.ACCEPTED);
        assertThat(mailbox.offer(new Envelope(3, null))).isEqualTo(Offer.FULL);
        assertThat(mailbox.drain(first, (envelope, list) -> list.add(mailbox.depth()), depths))
                .isTrue();
        assertThat(depths).containsExactly(1, 0);
        assertThat(mailbox.idle()).isTrue();
    }

    @Test
    void aHandlerThatHasHadEnoughWithTheCarriedMessageLeavesTheRest() {
        var mailbox = create(2);
        var first = new Envelope(1, null);
        mailbox.offer(first);
        mailbox.offer(new Envelope(2, null));

        assertThat(mailbox.drain(first, (envelope, none) -> false, "context")).isFalse();
        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(mailbox.poll().message()).isEqualTo(2);
    }

    @Test
    void whatIsPutBackGoesFirst() {
        var mailbox = create(3);
        var first = new Envelope(1, null);
        mailbox.offer(first);
        mailbox.offer(new Envelope(2, null));
        mailbox.putBack(first);
        mailbox.offer(new Envelope(3, null));

        assertThat(mailbox.depth()).isEqualTo(3);
        for (int i = 1; i <= 3; i++) {
            assertThat(mailbox.poll().message()).isEqualTo(i);
        }
        assertThat(mailbox.idle()).isTrue();
    }

    /** The count of messages wraps; idleness, the bound and the order do not care. */
    @Test
    void goesOnBeyondTheRangeOfItsCount() throws ReflectiveOperationException {
        var mailbox = create(2);
        startAt(mailbox, (1 << 30) - 3);
        int before = mailbox.accepted();
        for (int i = 1; i <= 8; i += 2) {
            assertThat(offer(mailbox, i)).isEqualTo(Offer.ACCEPTED_IDLE);
            assertThat(offer(mailbox, i + 1)).isEqualTo(Offer.ACCEPTED);
            assertThat(offer(mailbox, 0)).isEqualTo(Offer.FULL);
            assertThat(mailbox.depth()).isEqualTo(2);
            assertThat(mailbox.poll().message()).isEqualTo(i);
            assertThat(mailbox.poll().message()).isEqualTo(i + 1);
            assertThat(mailbox.idle()).isTrue();
        }

        assertThat(Mailbox.difference(mailbox.accepted(), before)).isEqualTo(8);
        assertThat(mailbox.highWater()).isEqualTo(2);
    }

    private static void startAt(Mailbox mailbox, int count) throws ReflectiveOperationException {
        var taken = LinkedMailbox.class.getDeclaredField("taken");
        taken.setAccessible(true);
        taken.setInt(mailbox, count);
        var word = LinkedMailbox.class.getDeclaredField("word");
        word.setAccessible(true);
        word.setInt(mailbox, count << 2 | 1);
    }

    @Test
    void capacityMustBeInRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailboxSpec.bounded(0))
                .withMessage("mailbox capacity must be 1..16777216, capacity=0");
        assertThatIllegalArgumentException().isThrownBy(() -> MailboxSpec.bounded(MailboxSpec.CAPACITY_MAX + 1));
    }
}
