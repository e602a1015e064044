package dev.microkernel.spring.bean;

import org.jspecify.annotations.Nullable;

/** A place in the tree of actors, as it was found among the bean definitions and the settings. */
sealed interface ActorBlueprint {

    /** The actor's name: unique, and a part of its path. */
    String name();

    /** Where it comes from, for people. */
    String origin();

    /**
     * An {@link dev.microkernel.spring.Actor} bean.
     *
     * @param order of its start among its siblings, as {@code @Order} says
     */
    record BeanActor(String name, String beanName, int order, ActorDefinition definition) implements ActorBlueprint {

        @Override
        public String origin() {
            return "bean '" + beanName + "' of class " + definition.type().getName();
        }
    }

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
