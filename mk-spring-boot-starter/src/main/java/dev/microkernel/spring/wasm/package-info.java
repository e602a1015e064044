/** Actors that are WebAssembly modules. */
@NullMarked
package dev.microkernel.spring.wasm;

import org.jspecify.annotations.NullMarked;
