package dev.microkernel.actor;

/**
 * The end of one life of a child, about which its supervisor decides.
 *
 * @param child the child's name
 * @param reason why it ended
 * @param restart the child's restart type
 */
public record Exit(String child, ExitReason reason, RestartType restart) {}
