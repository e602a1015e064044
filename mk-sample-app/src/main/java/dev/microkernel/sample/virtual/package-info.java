/** Devices that exist in this process only, so that there is life to see before the first real one joins. */
@NullMarked
package dev.microkernel.sample.virtual;

import org.jspecify.annotations.NullMarked;
