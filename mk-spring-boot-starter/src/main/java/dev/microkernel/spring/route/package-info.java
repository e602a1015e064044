/** HTTP and server-sent events straight into mailboxes, for WebFlux. */
@NullMarked
package dev.microkernel.spring.route;

import org.jspecify.annotations.NullMarked;
