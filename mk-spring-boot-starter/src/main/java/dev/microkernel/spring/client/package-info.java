/** Interfaces whose methods send messages to actors. */
@NullMarked
package dev.microkernel.spring.client;

import org.jspecify.annotations.NullMarked;
