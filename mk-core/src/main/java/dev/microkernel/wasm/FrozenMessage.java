package dev.microkernel.wasm;

/**
 * A message that a guest has not handled yet.
 *
 * @param source the id of its sender, 0 for nobody
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FrozenMessage(int type, long source, byte[] payload) {}
