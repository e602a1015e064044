/** What an actor is to those who write one and to those who send to one: values and interfaces, no machinery. */
@NullMarked
package dev.microkernel.actor;

import org.jspecify.annotations.NullMarked;
