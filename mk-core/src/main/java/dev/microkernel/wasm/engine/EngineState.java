package dev.microkernel.wasm.engine;

/**
 * What an instance has become: all that its code can have changed. Tables are not among it, for modules that change them are
 * refused.
 *
 * @param memory its memory, whole; empty if it has none
 * @param globals the values of its mutable globals, in their order, floating-point ones by their bits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EngineState(byte[] memory, long[] globals) {}
