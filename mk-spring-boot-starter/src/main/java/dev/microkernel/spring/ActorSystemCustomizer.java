package dev.microkernel.spring;

import dev.microkernel.system.ActorSystem;

/** Changes what the application's actor system is made of, before it is made. Beans of this type are called in order. */
@FunctionalInterface
public interface ActorSystemCustomizer {

    /** Called once, with everything set that the configuration says. */
    void customize(ActorSystem.Builder builder);
}
