package dev.microkernel.actor;

import java.time.Duration;

/**
 * What can be seen of a mailbox, at one moment.
 *
 * @param depth how many messages wait
 * @param capacity how many may wait
 * @param highWater the most that ever waited at once
 * @param oldest for how long the oldest of them has been waiting; an estimate, which is no more than some ten
 *     milliseconds or a seventh of the age that the backlog has had off; zero if none waits
 * @param stashed how many messages the actor has put aside
 * @param refused how many messages were refused because the mailbox was full
 * @param dropped how many messages its policy shed
 */
public record MailboxInfo(
        int depth, int capacity, int highWater, Duration oldest, int stashed, long refused, long dropped) {}
