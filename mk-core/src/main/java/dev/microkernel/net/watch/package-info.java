/** What else happens outside: channels, processes, files and signals of the operating system. */
@NullMarked
package dev.microkernel.net.watch;

import org.jspecify.annotations.NullMarked;
