package dev.microkernel.spring;

import dev.microkernel.actor.ActorSpec;

/** A bean that changes what {@link Actor} beans are made of, before they are started. Called in the beans' order. */
@FunctionalInterface
public interface ActorSpecCustomizer {

    /**
     * Gives the specification to use.
     *
     * @param name the actor's name
     * @param spec the specification so far
     */
    ActorSpec<Object> customize(String name, ActorSpec<Object> spec);
}
