/**
 * The benchmarks: the same works on this runtime and on its peers, in interleaved rounds, and a table of what came out.
 * Each work is written once, on the few primitives of {@link dev.microkernel.benchmarks.Contender}; each system runs it
 * in a JVM of its own. See {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.microkernel.benchmarks;

import org.jspecify.annotations.NullMarked;
