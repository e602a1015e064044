package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.KeyedActors;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** An actor, or actors by key, as those see them who send to them by name. */
public final class ActorTarget {

    private final String name;
    private final @Nullable ActorRef<Object> actor;
    private final @Nullable KeyedActors<Object> byKey;
    private final @Nullable ActorDefinition definition;

    private ActorTarget(
            String name,
            @Nullable ActorRef<Object> actor,
            @Nullable KeyedActors<Object> byKey,
            @Nullable ActorDefinition definition) {
        this.name = name;
        this.actor = actor;
        this.byKey = byKey;
        this.definition = definition;
    }

    /** An actor of which nothing is known but its reference. */
    public static ActorTarget of(String name, ActorRef<Object> actor) {
        return new ActorTarget(name, actor, null, null);
    }

    static ActorTarget of(String name, ActorRef<Object> actor, ActorDefinition definition) {
        return new ActorTarget(name, actor, null, definition);
    }

    static ActorTarget of(String name, KeyedActors<Object> byKey, ActorDefinition definition) {
        return new ActorTarget(name, null, byKey, definition);
    }

    /** The class of the beans; null if nothing is known of the actor but its reference. */
    public @Nullable Class<?> type() {
        return definition == null ? null : definition.type();
    }

    /** Its methods that handle messages, as far as they are known. */
    public List<ActorHandler> handlers() {
        return definition == null
                ? List.of()
                : definition.all().stream()
                        .map(handler -> new ActorHandler(
                                handler.method(),
                                handler.messageType(),
                                !handler.replies().none()))
                        .toList();
    }

    /** Whether there is one for each key. */
    public boolean isKeyed() {
        return byKey != null;
    }

    /**
     * The reference to send to.
     *
     * @param key null if and only if there is one actor
     */
    public ActorRef<Object> reference(@Nullable ActorKey key) {
        return byKey == null
                ? Objects.requireNonNull(actor, "neither one nor many")
                : byKey.get(Objects.requireNonNull(key, "key").value());
    }

    /**
     * Makes sure that messages are taken, if that is known.
     *
     * @param sender what sends them, for people
     * @throws ActorDefinitionException if not
     */
    public void requireTakes(Class<?> messageType, String sender) {
        if (definition != null && definition.handlersOf(messageType).isEmpty()) {
            throw new ActorDefinitionException(
                    sender + " sends " + messageType.getName() + ", which actor '" + name + "' does not take",
                    "Add a @Receive method for it to " + definition.type().getName() + ", which has "
                            + definition.handlers() + ".");
        }
    }

    /**
     * Makes sure that messages are replied to, and how, if that is known.
     *
     * @param sender what asks, for people
     * @throws ActorDefinitionException if not
     */
    public void requireReplies(Class<?> messageType, Class<?> replyType, String sender) {
        for (var handler : definition == null ? List.<HandlerMethod>of() : definition.handlersOf(messageType)) {
            if (handler.replies().none()) {
                throw new ActorDefinitionException(
                        sender + " waits for a reply, and method " + handler + " of actor '" + name + "' returns none",
                        "Have one of them return something else: a method that asks is one that does not return void.");
            }
            var reply = handler.replies().type();
            if (!ClassUtils.isAssignable(replyType, reply) && !reply.isAssignableFrom(replyType)) {
                throw new ActorDefinitionException(
                        sender + " waits for " + replyType.getName() + ", and method " + handler + " of actor '" + name
                                + "' returns " + reply.getName(),
                        "Have both return the same.");
            }
        }
    }
}
