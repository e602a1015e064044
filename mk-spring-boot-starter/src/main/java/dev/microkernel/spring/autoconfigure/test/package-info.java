/** What is there in tests only. */
@NullMarked
package dev.microkernel.spring.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
