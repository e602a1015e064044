package dev.microkernel.sample.device;

import dev.microkernel.codec.MessageType;

/** Asks a device's {@code /node/<identity>/ping} actor for a {@link Pong} with the same nonce. */
@MessageType(202)
public record Ping(long nonce) {}
