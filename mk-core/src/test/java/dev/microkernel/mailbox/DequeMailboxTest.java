package dev.microkernel.mailbox;

import static dev.microkernel.mailbox.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DequeMailboxTest extends MailboxContract {

    @Override
    protected Mailbox create(int capacity) {
        return new DequeMailbox(capacity);
    }

    @Test
    void dropsTheOldestOnlyIfItIsFull() {
        var mailbox = create(2);
        offer(mailbox, 1);
        assertThat(mailbox.dropOldestIfFull()).isNull();
        offer(mailbox, 2);

        assertThat(mailbox.dropOldestIfFull())
                .isNotNull()
                .extracting(Envelope::message)
                .isEqualTo(1);
        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(mailbox.poll().message()).isEqualTo(2);
    }
}
