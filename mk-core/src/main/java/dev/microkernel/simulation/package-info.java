/**
 * Proves actors by seed: a scenario is run many times, each time with other turns, delays and faults, and what must hold
 * is checked after every turn. A run that fails is replayed by its seed.
 */
@NullMarked
package dev.microkernel.simulation;

import org.jspecify.annotations.NullMarked;
