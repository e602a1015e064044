/** Trying a module by hand: {@code java -jar mk-sample-app.jar wasm run FILE.wasm --send TYPE:TEXT}. */
@NullMarked
package dev.microkernel.sample.wasm;

import org.jspecify.annotations.NullMarked;
