package dev.microkernel.spring.bean;

import dev.microkernel.actor.Signal;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.Receive;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** What an actor class can handle, read from its {@link Receive} methods once. */
final class ActorDefinition {

    /** A class none of whose messages are handled maps to this. */
    private static final Object NONE = new Object();

    private final Class<?> type;
    private final Map<Class<?>, HandlerMethod> handlers;

    /** Handler, or {@link #NONE}, by class of message; bounded by the classes that are sent. */
    private final ConcurrentHashMap<Class<?>, Object> byMessageClass = new ConcurrentHashMap<>();

    private ActorDefinition(Class<?> type, Map<Class<?>, HandlerMethod> handlers) {
        this.type = type;
        this.handlers = handlers;
    }

    /**
     * Reads a class.
     *
     * @throws ActorDefinitionException if it has no handler, or one that cannot be called
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
        return new ActorDefinition(type, handlers);
    }

    Class<?> type() {
        return type;
    }

    /** Whether the actor takes what other nodes send as it stands on the wire. */
    boolean takesWireMessages() {
        return handlers.containsKey(WireMessage.class);
    }

    /** The records that other nodes may send. */
    Set<Class<? extends Record>> wireMessages() {
        return handlers.keySet().stream()
                .flatMap(ActorDefinition::withPermittedSubclasses)
                .filter(message -> message.isRecord() && message.isAnnotationPresent(MessageType.class))
                .<Class<? extends Record>>map(message -> message.asSubclass(Record.class))
                .collect(Collectors.toSet());
    }

    /**
     * The type of messages as others on this node see it: the only one, or a sealed type above them all, or Object
     * where there is none. Signals and wire messages do not count: nobody here sends them.
     */
    Class<?> protocol() {
        var messages = handlers.keySet().stream()
                .filter(message -> !Signal.class.isAssignableFrom(message) && message != WireMessage.class)
                .toList();
        if (messages.size() == 1) {
            return messages.getFirst();
        }
        return messages.stream()
                .flatMap(message -> Arrays.stream(message.getInterfaces()))
                .filter(Class::isSealed)
                .filter(candidate -> messages.stream().allMatch(candidate::isAssignableFrom))
                .findFirst()
                .<Class<?>>map(candidate -> candidate)
                .orElse(Object.class);
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

    private static Stream<Class<?>> withPermittedSubclasses(Class<?> message) {
        return message.isSealed()
                ? Arrays.stream(message.getPermittedSubclasses()).flatMap(ActorDefinition::withPermittedSubclasses)
                : Stream.of(message);
    }
}
