package dev.microkernel.mailbox;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void capacityMustBeInRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailboxSpec.bounded(0))
                .withMessage("mailbox capacity must be 1..16777216, capacity=0");
        assertThatIllegalArgumentException().isThrownBy(() -> MailboxSpec.bounded(MailboxSpec.CAPACITY_MAX + 1));
    }
}
