/** Addresses of names, looked up without blocking actors. */
@NullMarked
package dev.microkernel.net.dns;

import org.jspecify.annotations.NullMarked;
