package dev.microkernel.actor;

/** A name that came or went, as told to those who {@linkplain Registry#watch watch} names. */
public sealed interface NameChange {

    /** The name. */
    String name();

    /** The actor that has, or had, it. */
    ActorRef<Object> actor();

    /** An actor has a name, which no actor had before as far as the watcher was told. */
    record Registered(String name, ActorRef<Object> actor) implements NameChange {}

    /** The actor that the watcher was told of has the name no more. */
    record Unregistered(String name, ActorRef<Object> actor) implements NameChange {}
}
