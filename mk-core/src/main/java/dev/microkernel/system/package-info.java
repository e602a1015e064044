/** The front door: {@link dev.microkernel.system.ActorSystem}, the one place that wires the rest together. */
@NullMarked
package dev.microkernel.system;

import org.jspecify.annotations.NullMarked;
