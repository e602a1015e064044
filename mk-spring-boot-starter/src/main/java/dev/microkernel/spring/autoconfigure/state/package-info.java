/** The store for durable state. */
@NullMarked
package dev.microkernel.spring.autoconfigure.state;

import org.jspecify.annotations.NullMarked;
