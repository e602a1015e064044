/** Links to other nodes: listening, connecting, the handshake, and the frames of one connection. Internal. */
@NullMarked
package dev.microkernel.remote.link;

import org.jspecify.annotations.NullMarked;
