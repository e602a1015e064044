/** HTTP, server-sent events and WebSockets straight into mailboxes, for WebFlux. */
@NullMarked
package dev.microkernel.spring.route;

import org.jspecify.annotations.NullMarked;
