/** The WebAssembly engine behind a small interface: modules that are checked before they run, and instances of them. */
package dev.microkernel.wasm.engine;
