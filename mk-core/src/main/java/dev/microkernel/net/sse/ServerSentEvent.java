package dev.microkernel.net.sse;

/**
 * One event of a stream.
 *
 * @param id the last id that the stream has named, by this event or one before; empty if none
 * @param type what the server calls it; {@code message} if it does not say
 * @param data lines are separated by LF
 */
public record ServerSentEvent(String id, String type, String data) {}
