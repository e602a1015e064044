package dev.microkernel.spring.bean;

import java.lang.reflect.Method;

/**
 * A method of an actor bean that handles messages.
 *
 * @param messageType what it takes
 * @param replies whether there is ever a reply
 */
public record ActorHandler(Method method, Class<?> messageType, boolean replies) {}
