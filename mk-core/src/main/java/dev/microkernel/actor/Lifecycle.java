package dev.microkernel.actor;

import java.time.Duration;

/**
 * How an actor is started afresh and stopped: what OTP has in its child specifications, and what becomes of its
 * messages.
 *
 * @param restart after which ends it is started afresh
 * @param significant whether its end can end its supervisor; see {@link AutoShutdown}
 * @param stopDeadline how long it may take to let go when it is to stop or to be restarted, its children's time not
 *     counted; behind that it is killed: the others go on without it. Longer than zero, at most {@link #DEADLINE_MAX}
 * @param failedMessage what becomes of a message over which it failed
 * @param keepsMailbox whether messages that wait survive a restart
 */
public record Lifecycle(
        RestartType restart,
        boolean significant,
        Duration stopDeadline,
        FailedMessage failedMessage,
        boolean keepsMailbox) {

    /** Longest deadline. */
    public static final Duration DEADLINE_MAX = Duration.ofDays(365);

    /** Transient, not significant, with 5 s to stop (OTP's default for workers); failed messages are dropped, others kept. */
    public static final Lifecycle DEFAULT =
            new Lifecycle(RestartType.TRANSIENT, false, Duration.ofSeconds(5), new FailedMessage.Drop(), true);

    /** Refuses what cannot be, naming it. */
    public Lifecycle {
        if (!stopDeadline.isPositive() || stopDeadline.compareTo(DEADLINE_MAX) > 0) {
            throw new IllegalArgumentException("stop deadline must be longer than zero and at most " + DEADLINE_MAX
                    + ", stopDeadline=" + stopDeadline);
        }
        if (significant && restart == RestartType.PERMANENT) {
            throw new IllegalArgumentException("a permanent actor cannot be significant, for it never ends by itself;"
                    + " make it transient or temporary");
        }
        if (!keepsMailbox && failedMessage instanceof FailedMessage.Retry) {
            throw new IllegalArgumentException(
                    "a failed message can only be retried by an actor that keeps its mailbox over a restart");
        }
    }

    Lifecycle with(RestartType type) {
        return new Lifecycle(type, significant, stopDeadline, failedMessage, keepsMailbox);
    }

    Lifecycle with(Duration deadline) {
        return new Lifecycle(restart, significant, deadline, failedMessage, keepsMailbox);
    }

    Lifecycle with(FailedMessage policy) {
        return new Lifecycle(restart, significant, stopDeadline, policy, keepsMailbox);
    }

    Lifecycle asSignificant() {
        return new Lifecycle(restart, true, stopDeadline, failedMessage, keepsMailbox);
    }

    Lifecycle withFreshMailbox() {
        return new Lifecycle(restart, significant, stopDeadline, failedMessage, false);
    }
}
