/** Trying other nodes against this one, by hand: {@code --mk.sample.interop=true}. */
@NullMarked
package dev.microkernel.sample.interop;

import org.jspecify.annotations.NullMarked;
