/** Time as something that comes from outside: a clock and a timer source, real or virtual. */
@NullMarked
package dev.microkernel.time;

import org.jspecify.annotations.NullMarked;
