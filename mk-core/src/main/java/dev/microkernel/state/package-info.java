/** What outlives actors and nodes: values by owner and key, in memory or in files that survive crashes. */
@NullMarked
package dev.microkernel.state;

import org.jspecify.annotations.NullMarked;
