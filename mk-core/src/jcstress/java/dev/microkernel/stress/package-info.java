/** Runs the jcstress tests, which lie in the packages that they test, and judges what they saw. */
@NullMarked
package dev.microkernel.stress;

import org.jspecify.annotations.NullMarked;
