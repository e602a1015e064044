/** Observations and traces of actors and routes, where the application has Micrometer. */
@NullMarked
package dev.microkernel.spring.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
