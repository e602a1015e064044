/** What applications annotate to make their beans actors. */
@NullMarked
package dev.microkernel.spring;

import org.jspecify.annotations.NullMarked;
