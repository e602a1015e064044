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
 *
 * <p>Every attribute may hold placeholders, and {@code mk.actors.<name>.*} goes before it. Empty means: the default, which
 * is the core's.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Actor {

    /**
     * The actor's name, by which other nodes know it too. By default the class's simple name, beginning in lower case. It
     * is the name of the bean definition too.
     */
    @AliasFor(annotation = Component.class)
    String value() default "";

    /**
     * Makes it an actor for each of many keys: {@code /device/{id}} for one at {@code /device/42} when somebody sends to the
     * key 42. Others get {@link KeyedActors} instead of an {@code ActorRef}; its bean can have the {@link ActorKey}. The actors
     * are called by the first element of the path. One that fails more than ten times in five minutes is given up alone, and
     * the next message starts another.
     */
    String path() default "";

    /** Most keys whose actors run at a time, if there is a {@link #path}; 10000 by default. */
    String keysMax() default "";

    /**
     * After how long without a message the actor of a key is stopped, as 5m; by default never. A message that is sent to its
     * key meanwhile is not lost: it waits for the next actor of the key.
     */
    String idleTimeout() default "";

    /**
     * The name of the actor or supervisor whose child it is: it starts behind it and stops before it, and that one's
     * strategy decides about its failures. By default the root.
     */
    String parent() default "";

    /** Most messages that may wait, a number; {@code unbounded} for as many as memory holds. */
    String mailboxCapacity() default "";

    /** What a full mailbox does with one more message: an {@link dev.microkernel.mailbox.Overflow}, as drop-oldest. */
    String overflow() default "";

    /** How long a sender waits for room if {@link #overflow} is block, as 100ms. */
    String overflowDeadline() default "";

    /** After which ends it is started afresh: permanent, transient (the default) or temporary. */
    String restart() default "";

    /** Whether its end can end its supervisor, if that has an auto-shutdown: true or false (the default). */
    String significant() default "";

    /** How often a message over which it failed is handled again, 0 to 1000. */
    String retries() default "";

    /** Whether messages that wait survive a restart: true (the default) or false. */
    String keepsMailbox() default "";

    /** How long it may take to let go when it is to stop, as 5s. */
    String stopDeadline() default "";
}
