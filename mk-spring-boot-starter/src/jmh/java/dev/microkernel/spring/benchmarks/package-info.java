/**
 * What a request costs that goes through a mailbox, beside one that does not: servers in processes of their own, one load for
 * all of them, in turns.
 */
@NullMarked
package dev.microkernel.spring.benchmarks;

import org.jspecify.annotations.NullMarked;
