package dev.microkernel.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockingMailboxTest extends MailboxContract {

    @Override
    protected Mailbox create(int capacity) {
        return new BlockingMailbox(new LinkedMailbox(capacity));
    }

    @Test
    void eachPollWakesOneWhoWaitsAndTheEndAllOthers() {
        var mailbox = new BlockingMailbox(new LinkedMailbox(2));
        var woken = new ArrayList<String>();
        Runnable forgotten = () -> woken.add("forgotten");
        mailbox.awaitRoom(forgotten);
        mailbox.forget(forgotten);
        for (var name : List.of("first", "second", "third")) {
            mailbox.awaitRoom(() -> woken.add(name));
        }
        mailbox.poll();
        assertThat(woken).as("there was nothing to take").isEmpty();
        mailbox.offer(new Envelope(1, null));
        mailbox.poll();
        assertThat(woken).containsExactly("first");
        mailbox.wakeAll();

        assertThat(woken).containsExactly("first", "second", "third");
    }
}
