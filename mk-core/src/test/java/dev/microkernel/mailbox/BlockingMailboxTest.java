package dev.microkernel.mailbox;

import static dev.microkernel.mailbox.Offers.offer;
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
        offer(mailbox, 1);
        mailbox.poll();
        assertThat(woken).containsExactly("first");
        mailbox.wakeAll();

        assertThat(woken).containsExactly("first", "second", "third");
    }

    /** Whose offer was refused as the last message was taken: nobody polls any more, so going idle has to wake him. */
    @Test
    void goingIdleWakesOneWhoWaits() {
        var mailbox = new BlockingMailbox(new LinkedMailbox(1));
        var woken = new ArrayList<String>();
        offer(mailbox, 1);
        mailbox.poll();
        mailbox.awaitRoom(() -> woken.add("sender"));

        assertThat(mailbox.poll()).isNull();
        assertThat(woken).isEmpty();
        assertThat(mailbox.idle()).isTrue();
        assertThat(woken).containsExactly("sender");
    }

    @Test
    void whoGivesUpAfterItWasWokenWakesAnother() {
        var mailbox = new BlockingMailbox(new LinkedMailbox(1));
        var woken = new ArrayList<String>();
        Runnable first = () -> woken.add("first");
        Runnable second = () -> woken.add("second");
        offer(mailbox, "message");
        mailbox.awaitRoom(first);
        mailbox.awaitRoom(second);
        mailbox.poll();
        assertThat(woken).containsExactly("first");
        mailbox.giveUp(first);
        assertThat(woken).containsExactly("first", "second");

        mailbox.awaitRoom(first);
        mailbox.giveUp(first);
        assertThat(woken).hasSize(2);
    }
}
