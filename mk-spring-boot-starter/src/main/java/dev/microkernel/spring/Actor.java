package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a bean class an actor: its {@link Receive} methods handle messages one at a time, so its fields need no locks.
 * One instance lives at a time; a failure replaces it by a new one, made by Spring as the first was. Others do not get
 * the bean, but its {@code ActorRef}: by type {@code ActorRef<M>}, where M is the sealed type, or the only type, that
 * its methods take, or by {@code @Qualifier} with the actor's name.
 *
 * <p>Its {@code ActorContext} can be injected into the constructor, or taken as a parameter by each method.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Actor {

    /**
     * The actor's name, by which other nodes know it too; may hold placeholders. By default the class's simple name,
     * beginning in lower case. It is the name of the bean definition too.
     */
    @AliasFor(annotation = Component.class)
    String value() default "";

    /** Most messages that may wait; 0 for the default. */
    int mailboxCapacity() default 0;
}
