/** What actors and routes do, as observations of Micrometer: their documentation, conventions and traces. */
@NullMarked
package dev.microkernel.spring.observation;

import org.jspecify.annotations.NullMarked;
