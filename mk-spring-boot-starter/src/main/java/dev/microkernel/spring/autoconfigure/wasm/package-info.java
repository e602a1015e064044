/** Modules from the configuration, their endpoint and their meters. */
@NullMarked
package dev.microkernel.spring.autoconfigure.wasm;

import org.jspecify.annotations.NullMarked;
