/** Datagrams. */
@NullMarked
package dev.microkernel.net.udp;

import org.jspecify.annotations.NullMarked;
