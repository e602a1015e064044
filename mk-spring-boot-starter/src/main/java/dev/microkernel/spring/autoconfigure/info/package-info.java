/** What {@code /actuator/info} says of actors, where the application has Actuator. */
@NullMarked
package dev.microkernel.spring.autoconfigure.info;

import org.jspecify.annotations.NullMarked;
