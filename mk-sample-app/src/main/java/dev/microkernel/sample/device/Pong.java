package dev.microkernel.sample.device;

import dev.microkernel.codec.MessageType;

/** The answer to a {@link Ping}. */
@MessageType(203)
public record Pong(long nonce) {}
