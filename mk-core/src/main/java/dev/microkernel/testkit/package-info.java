/** For tests of actors: probes that keep what they are told, and one behaviour alone. Needs no test framework. */
@NullMarked
package dev.microkernel.testkit;

import org.jspecify.annotations.NullMarked;
