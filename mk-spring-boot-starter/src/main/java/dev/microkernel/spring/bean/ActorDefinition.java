package dev.microkernel.spring.bean;

import dev.microkernel.actor.Signal;
import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.Receive;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** What an actor class can handle, read from its methods once. */
final class ActorDefinition {

    /** A class none of whose messages are handled maps to this. */
    private static final Object NONE = new Object();

    private final Class<?> type;
    private final Map<Class<?>, HandlerMethod> handlers;
    private final LifecycleMethods lifecycle;
    private final Class<?> protocol;

    /** Handler, or {@link #NONE}, by class of message; bounded by the classes that are sent. */
    private final ConcurrentHashMap<Class<?>, Object> byMessageClass = new ConcurrentHashMap<>();

    private ActorDefinition(Class<?> type, Map<Class<?>, HandlerMethod> handlers, LifecycleMethods lifecycle) {
        this.type = type;
        this.handlers = handlers;
        this.lifecycle = lifecycle;
        this.protocol = Protocol.of(handlers.keySet().stream()
                .filter(message -> !Signal.class.isAssignableFrom(message) && message != WireMessage.class)
                .toList());
    }

    /**
     * Reads a class.
     *
     * @throws ActorDefinitionException if it has no handler, or one that cannot be called, or none for a part of the
     *     messages that it is for
     */
    static ActorDefinition of(Class<?> type) {
        var methods = MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Receive>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, Receive.class));
        if (methods.isEmpty()) {
            throw new ActorDefinitionException(
                    "actor class " + type.getName() + " has no method that handles messages",
                    "Annotate at least one method with @Receive. It takes the message as its parameter.");
        }
        var handlers = new LinkedHashMap<Class<?>, HandlerMethod>();
        methods.keySet().stream()
                .sorted(Comparator.comparing(Method::toGenericString))
                .map(HandlerMethod::of)
                .forEach(handler -> {
                    var other = handlers.putIfAbsent(handler.messageType(), handler);
                    if (other != null) {
                        throw new ActorDefinitionException(
                                "actor class " + type.getName() + " has two methods that handle "
                                        + handler.messageType().getName() + ": " + other + " and " + handler,
                                "Remove one of them, or give it a type of its own.");
                    }
                });
        var definition = new ActorDefinition(type, handlers, LifecycleMethods.of(type));
        definition.requireAllHandled();
        return definition;
    }

    private void requireAllHandled() {
        var unhandled = CodecRegistry.messagesOf(protocol).stream()
                .filter(message -> protocol.isSealed() && find(message) == NONE)
                .map(Class::getName)
                .sorted()
                .toList();
        if (!unhandled.isEmpty()) {
            throw new ActorDefinitionException(
                    "actor class " + type.getName() + " is for messages of " + protocol.getName()
                            + ", and has no method that handles " + String.join(", ", unhandled),
                    "Add a @Receive method for each of them, or one for " + protocol.getSimpleName()
                            + " itself, which gets what no other takes.");
        }
    }

    Class<?> type() {
        return type;
    }

    LifecycleMethods lifecycle() {
        return lifecycle;
    }

    /** Whether the actor takes what other nodes send as it stands on the wire. */
    boolean takesWireMessages() {
        return handlers.containsKey(WireMessage.class);
    }

    /** The classes of messages that other nodes may send. */
    Set<Class<?>> wireMessages() {
        return handlers.keySet().stream()
                .flatMap(message -> CodecRegistry.messagesOf(message).stream())
                .filter(message -> message.isAnnotationPresent(MessageType.class))
                .collect(Collectors.toSet());
    }

    /**
     * The type of messages as others on this node see it: the only one, or a sealed type above them all, or Object
     * where there is none. Signals and wire messages do not count: nobody here sends them.
     */
    Class<?> protocol() {
        return protocol;
    }

    /** All that handle something, in the order of their methods. */
    Collection<HandlerMethod> all() {
        return handlers.values();
    }

    /** The handlers, for people. */
    String handlers() {
        return handlers.values().stream().map(HandlerMethod::toString).collect(Collectors.joining(", "));
    }

    /** The handlers of every message of a type: one for each class that it permits, none for those not handled. */
    List<HandlerMethod> handlersOf(Class<?> messageType) {
        return CodecRegistry.messagesOf(messageType).stream()
                .map(this::find)
                .filter(HandlerMethod.class::isInstance)
                .map(HandlerMethod.class::cast)
                .toList();
    }

    /** The most specific handler of a message's class; null if there is none. */
    @Nullable
    HandlerMethod handlerOf(Object message) {
        var found = byMessageClass.computeIfAbsent(message.getClass(), this::find);
        return found instanceof HandlerMethod handler ? handler : null;
    }

    private Object find(Class<?> messageClass) {
        HandlerMethod best = null;
        for (var handler : handlers.values()) {
            if (handler.messageType().isAssignableFrom(messageClass)
                    && (best == null || best.messageType().isAssignableFrom(handler.messageType()))) {
                best = handler;
            }
        }
        return best == null ? NONE : best;
    }
}
