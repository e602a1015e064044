/** For tests of actors: probes that record what they are told. Needs no test framework. */
@NullMarked
package dev.microkernel.testkit;

import org.jspecify.annotations.NullMarked;
