/** Who runs an actor's turn, when and on which thread: the scheduler and its two implementations. */
@NullMarked
package dev.microkernel.dispatch;

import org.jspecify.annotations.NullMarked;
