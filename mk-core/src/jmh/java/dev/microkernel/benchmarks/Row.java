package dev.microkernel.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param name what it says, unique
 * @param unit what it counts
 * @param target what ours should come to, or null
 */
record Row(String name, Unit unit, @Nullable Target target) {}
