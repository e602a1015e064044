package dev.microkernel.benchmarks;

/**
 * A row that is not measured: ours over another system's, of one work, round by round.
 *
 * @param row what comes of it
 * @param of the row that is compared
 * @param reference whom ours is compared with
 */
record Comparison(Row row, Row of, Contestant reference) {}
