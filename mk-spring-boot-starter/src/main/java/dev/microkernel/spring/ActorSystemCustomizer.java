package dev.microkernel.spring;

import dev.microkernel.system.ActorSystem;

/**
 * A bean that changes what the actor system is made of, behind the settings and before it is built. Called in the beans' order.
 */
@FunctionalInterface
public interface ActorSystemCustomizer {

    /** Changes it. */
    void customize(ActorSystem.Builder system);
}
