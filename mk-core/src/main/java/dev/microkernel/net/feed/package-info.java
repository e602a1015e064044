/** Brings actors events from threads that wait for sockets. */
@NullMarked
package dev.microkernel.net.feed;

import org.jspecify.annotations.NullMarked;
