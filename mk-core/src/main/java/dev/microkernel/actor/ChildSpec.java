package dev.microkernel.actor;

/**
 * A child that a supervisor starts when it begins.
 *
 * @param name unique among the supervisor's children
 * @param actor what it is made of, its {@link Lifecycle} included
 */
public record ChildSpec(String name, ActorSpec<?> actor) {}
