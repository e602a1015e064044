package dev.microkernel.spring.route;

/**
 * What an actor hears behind the parts of a body.
 *
 * @param parts how many it was told
 * @param complete whether that is all; if not, the client has left, a part could not be read, or the actor had no room in time
 */
public record UploadEnd(long parts, boolean complete) {}
