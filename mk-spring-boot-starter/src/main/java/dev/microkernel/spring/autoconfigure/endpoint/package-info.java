/** The actors endpoint, where Actuator is present. */
@NullMarked
package dev.microkernel.spring.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
