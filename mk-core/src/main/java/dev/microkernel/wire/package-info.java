/** The frame on the wire and the MK01 level as pure functions from bytes to values and back; no sockets, no threads. */
@NullMarked
package dev.microkernel.wire;

import org.jspecify.annotations.NullMarked;
