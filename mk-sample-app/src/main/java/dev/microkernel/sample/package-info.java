/** The fleet controller: a service that devices join. */
@NullMarked
package dev.microkernel.sample;

import org.jspecify.annotations.NullMarked;
