package dev.microkernel.dispatch;

/**
 * What a scheduler has to do, and has done. Each figure is right by itself, all together nearly so.
 *
 * @param workers how many threads run turns
 * @param parked how many of them have nothing to do now
 * @param queued how many tasks wait for a turn, but for those that a worker has just woken itself
 * @param turns how many turns were run
 * @param steals how often a worker without tasks has taken some of another's
 * @param parkedNanos for how long workers have had nothing to do, all together
 */
public record SchedulerLoad(int workers, int parked, int queued, long turns, long steals, long parkedNanos) {}
