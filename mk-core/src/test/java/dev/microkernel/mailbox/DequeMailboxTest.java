package dev.microkernel.mailbox;

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
        mailbox.offer(new Envelope(1, null));
        assertThat(mailbox.dropOldestIfFull()).isNull();
        mailbox.offer(new Envelope(2, null));

        assertThat(mailbox.dropOldestIfFull())
                .isNotNull()
                .extracting(Envelope::message)
                .isEqualTo(1);
        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(mailbox.poll().message()).isEqualTo(2);
    }
}
