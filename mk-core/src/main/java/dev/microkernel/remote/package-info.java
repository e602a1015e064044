/** Other nodes as applications see them. */
@NullMarked
package dev.microkernel.remote;

import org.jspecify.annotations.NullMarked;
