package dev.microkernel.mailbox;

import static dev.microkernel.mailbox.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PriorityMailboxTest extends MailboxContract {

    @Override
    protected Mailbox create(int capacity) {
        return new PriorityMailbox(capacity, any -> 0);
    }

    @Test
    void handsOutTheMostUrgentFirst() {
        var mailbox = new PriorityMailbox(4, message -> (Integer) message / 10);
        for (int message : new int[] {31, 11, 32, 12}) {
            offer(mailbox, message);
        }

        for (int message : new int[] {11, 12, 31, 32}) {
            assertThat(mailbox.poll().message()).isEqualTo(message);
        }
    }
}
