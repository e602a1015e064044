package dev.microkernel.actor;

import java.time.Instant;

/**
 * A failure that an actor has had.
 *
 * @param at when
 * @param reason what it was, as text
 * @param stackTrace the exception with its stack and causes; empty where none was
 */
public record FailureInfo(Instant at, String reason, String stackTrace) {}
