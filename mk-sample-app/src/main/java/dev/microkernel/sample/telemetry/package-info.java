/** The actor that devices send readings to, one child for each device, and the HTTP routes to it. */
@NullMarked
package dev.microkernel.sample.telemetry;

import org.jspecify.annotations.NullMarked;
