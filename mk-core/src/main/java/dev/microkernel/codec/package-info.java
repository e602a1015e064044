/** Messages that cross a wire or enter a module: a 32-bit type and bytes, mapped to records and back. */
@NullMarked
package dev.microkernel.codec;

import org.jspecify.annotations.NullMarked;
