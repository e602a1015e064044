/** Configures the runtime in a Spring Boot application; everything backs off where the application has its own. */
@NullMarked
package dev.microkernel.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
