/** Where an actor's messages wait: bounded queues that answer every offer. */
@NullMarked
package dev.microkernel.mailbox;

import org.jspecify.annotations.NullMarked;
