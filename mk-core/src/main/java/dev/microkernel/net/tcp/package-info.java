/** Streams of bytes, by TCP, TLS and Unix domain sockets. */
@NullMarked
package dev.microkernel.net.tcp;

import org.jspecify.annotations.NullMarked;
