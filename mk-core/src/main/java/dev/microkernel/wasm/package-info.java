/** Actors that are WebAssembly modules: untrusted code in a sandbox, supervised, limited and granted what it may do. */
package dev.microkernel.wasm;
