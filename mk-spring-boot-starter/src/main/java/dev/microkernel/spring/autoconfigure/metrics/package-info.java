/** The actors' meters, where Micrometer is present. */
@NullMarked
package dev.microkernel.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
