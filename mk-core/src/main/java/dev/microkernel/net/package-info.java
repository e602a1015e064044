/** What actors share that reach the world outside of all nodes; each way to do so is a package of its own below. */
@NullMarked
package dev.microkernel.net;

import org.jspecify.annotations.NullMarked;
