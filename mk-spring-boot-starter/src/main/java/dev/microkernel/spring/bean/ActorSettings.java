package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.FailedMessage;
import dev.microkernel.actor.Lifecycle;
import dev.microkernel.actor.RestartType;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of one actor: what its annotations say, unless configuration says otherwise.
 *
 * @param parent name of the actor or supervisor whose child it is; without it the root's
 * @param mailbox its mailbox
 * @param restart after which ends it is started afresh: permanent, transient or temporary
 * @param significant whether its end can end its supervisor, by the supervisor's auto-shutdown
 * @param retries how often a message over which it failed is handled again, 0 to 1000
 * @param keepsMailbox whether messages that wait survive a restart
 * @param stopDeadline how long it may take to let go when it is to stop
 * @param supervision how it supervises its children
 * @param keys how many there are at a time, if there is one for each key
 */
public record ActorSettings(
        @Nullable String parent,
        @DefaultValue Mailbox mailbox,
        @DefaultValue("transient") RestartType restart,
        @DefaultValue("false") boolean significant,
        @DefaultValue("0") int retries,
        @DefaultValue("true") boolean keepsMailbox,
        @DefaultValue("5s") Duration stopDeadline,
        @DefaultValue SupervisionSettings supervision,
        @DefaultValue Keys keys) {

    private static final String UNBOUNDED = "unbounded";

    /**
     * A mailbox.
     *
     * @param capacity most messages that may wait, 1 to 16777216, or unbounded
     * @param overflow what a full mailbox does with one more message
     * @param deadline how long a sender waits for room, if overflow is block
     */
    public record Mailbox(
            @DefaultValue("1024") String capacity,
            @DefaultValue("reject") Overflow overflow,
            @Nullable Duration deadline) {

        /** The mailbox that this says. */
        MailboxSpec toSpec() {
            var plain = capacity.equalsIgnoreCase(UNBOUNDED) ? MailboxSpec.unbounded() : MailboxSpec.bounded(number());
            if (overflow == Overflow.BLOCK && deadline != null) {
                return plain.withBlocking(deadline);
            }
            if (deadline != null) {
                throw new IllegalArgumentException("a mailbox has a deadline only if its senders wait, overflow="
                        + overflow + ", deadline=" + deadline);
            }
            return plain.withOverflow(overflow);
        }

        private int number() {
            try {
                return Integer.parseInt(capacity);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "mailbox capacity must be a number or '" + UNBOUNDED + "', capacity=" + capacity, e);
            }
        }
    }

    /**
     * Actors by key.
     *
     * @param max most keys whose actors run at a time, 1 to 1000000
     * @param idleTimeout after how long without a message an actor is stopped; by default never
     */
    public record Keys(
            @DefaultValue("10000") int max, @Nullable Duration idleTimeout) {

        static final int MAX = 1_000_000;

        /** Refuses values out of range, naming them. */
        public Keys {
            if (max < 1 || max > MAX) {
                throw new IllegalArgumentException("most keys must be 1.." + MAX + ", keys.max=" + max);
            }
            if (idleTimeout != null && !idleTimeout.isPositive()) {
                throw new IllegalArgumentException(
                        "idle timeout must be longer than zero, keys.idle-timeout=" + idleTimeout);
            }
        }
    }

    /**
     * A specification that this has been applied to.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    <M> ActorSpec<M> applyTo(ActorSpec<M> spec) {
        var failedMessage = retries == 0 ? new FailedMessage.Drop() : new FailedMessage.Retry(retries);
        return spec.withMailbox(mailbox.toSpec())
                .withLifecycle(new Lifecycle(restart, significant, stopDeadline, failedMessage, keepsMailbox))
                .withSupervisor(supervision.applyTo(spec.supervisor()));
    }
}
