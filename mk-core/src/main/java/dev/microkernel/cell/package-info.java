/**
 * How actors work inside: the cell that owns a behaviour and a mailbox, its children, watches and timers, and what
 * all cells of a node share. Internal: applications see {@link dev.microkernel.actor}.
 */
@NullMarked
package dev.microkernel.cell;

import org.jspecify.annotations.NullMarked;
