package dev.microkernel.spring;

/**
 * Which of {@link KeyedActors} an actor is; injected into the constructor of its bean.
 *
 * @param value the last element of the actor's path
 */
public record ActorKey(String value) {

    @Override
    public String toString() {
        return value;
    }
}
