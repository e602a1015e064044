/** A node's log as an actor: what other nodes, and actors here, have to say goes into this node's log. */
@NullMarked
package dev.microkernel.log;

import org.jspecify.annotations.NullMarked;
