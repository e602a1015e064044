package dev.microkernel.spring.bean;

import org.jspecify.annotations.Nullable;

/** A place in the tree of actors, as it was found among the bean definitions and the settings. */
sealed interface ActorBlueprint {

    /** The actor's name: unique, and a part of its path. */
    String name();

    /** Where it comes from, for people. */
    String origin();

    /** One that runs {@link dev.microkernel.spring.Actor} beans of one definition. */
    sealed interface OfBean extends ActorBlueprint {

        /** The name of the bean definition. */
        String beanName();

        /** The order of its start among its siblings, as {@code @Order} says. */
        int order();

        ActorDefinition definition();

        @Override
        default String origin() {
            return "bean '" + beanName() + "' of class " + definition().type().getName();
        }
    }

    /** One actor. */
    record BeanActor(String name, String beanName, int order, ActorDefinition definition) implements OfBean {}

    /** A supervisor of actors, one for each key. */
    record Keyed(String name, String beanName, int order, ActorDefinition definition) implements OfBean {}

    /**
     * An actor that only supervises.
     *
     * @param beanName the name of the {@code SupervisorSpec} bean; null if there are settings only
     */
    record Supervisor(String name, @Nullable String beanName) implements ActorBlueprint {

        @Override
        public String origin() {
            return beanName == null ? "mk.supervisors." + name : "SupervisorSpec bean '" + beanName + "'";
        }
    }
}
