/** What operators see of actors: an endpoint, a health indicator and meters. */
@NullMarked
package dev.microkernel.spring.actuate;

import org.jspecify.annotations.NullMarked;
