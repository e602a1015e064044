/** For tests of applications: their actors alone, on virtual time. */
@NullMarked
package dev.microkernel.spring.test;

import org.jspecify.annotations.NullMarked;
