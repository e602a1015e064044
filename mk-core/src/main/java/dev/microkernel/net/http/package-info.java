/** HTTP for actors, on the client of the JDK. */
@NullMarked
package dev.microkernel.net.http;

import org.jspecify.annotations.NullMarked;
