/** Server-sent events, received. */
@NullMarked
package dev.microkernel.net.sse;

import org.jspecify.annotations.NullMarked;
