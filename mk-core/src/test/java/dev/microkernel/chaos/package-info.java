/**
 * Random load on real threads: short in every build, longer by the profile {@code chaos}. It finds messages that are
 * lost, doubled or out of order, and wake-ups that are lost.
 */
package dev.microkernel.chaos;
