package dev.microkernel.spring.client;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.DeliveryException;
import dev.microkernel.spring.bean.ActorTarget;
import dev.microkernel.spring.bean.AskTimeouts;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Reads the methods of clients of one target. */
final class ClientMethodReader {

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", ClientMethodReader.class.getClassLoader());

    private final ActorTarget target;
    private final Environment environment;
    private final Duration askTimeout;

    ClientMethodReader(ActorTarget target, Environment environment, Duration askTimeout) {
        this.target = target;
        this.environment = environment;
        this.askTimeout = askTimeout;
    }

    /** Asks, and leaves it to the caller to wait. */
    private record Asking(Class<?> replyType, Duration timeout) implements ClientMethod.Sending {
        @Override
        public CompletableFuture<?> send(ActorRef<Object> actor, Object message) {
            return actor.ask(message, replyType, timeout);
        }
    }

    /**
     * Reads one.
     *
     * @throws ActorDefinitionException if it cannot work
     */
    ClientMethod read(Method method) {
        var parameters = method.getParameterTypes();
        boolean keyed = parameters.length > 0 && parameters[0] == ActorKey.class;
        if (parameters.length != (keyed ? 2 : 1)
                || keyed != target.isKeyed()
                || parameters[parameters.length - 1].isPrimitive()) {
            throw new ActorDefinitionException(
                    "@ActorClient method " + ActorClients.text(method)
                            + " must take " + (target.isKeyed() ? "an ActorKey and the message" : "the message")
                            + ", and nothing else",
                    target.isKeyed()
                            ? "Write it as `void set(ActorKey key, SetTarget message)`: the actor is one of several."
                            : "Write it as `void set(SetTarget message)`.");
        }
        var messageType = parameters[parameters.length - 1];
        target.requireTakes(messageType, "client method " + ActorClients.text(method));
        return new ClientMethod(target, keyed, sending(method, messageType));
    }

    private ClientMethod.Sending sending(Method method, Class<?> messageType) {
        var returned = ResolvableType.forMethodReturnType(method);
        var type = returned.resolve(Object.class);
        if (type == void.class) {
            return ClientMethodReader::tell;
        }
        if (type == Delivery.class) {
            return ActorRef::tell;
        }
        var timeout = timeoutOf(method);
        if (type == CompletionStage.class || type == CompletableFuture.class) {
            var reply = replyOf(method, messageType, returned.getGeneric());
            return new Asking(reply, timeout);
        }
        if (REACTOR && ReactiveCalls.isMono(type)) {
            return ReactiveCalls.mono(replyOf(method, messageType, returned.getGeneric()), timeout);
        }
        var reply = replyOf(method, messageType, returned);
        if (REACTOR && ReactiveCalls.isFlux(type)) {
            return ReactiveCalls.flux(timeout);
        }
        return (actor, message) -> await(actor, message, reply, timeout);
    }

    private Class<?> replyOf(Method method, Class<?> messageType, ResolvableType declared) {
        var reply = ClassUtils.resolvePrimitiveIfNecessary(declared.resolve(Object.class));
        target.requireReplies(messageType, reply, "client method " + ActorClients.text(method));
        return reply;
    }

    private Duration timeoutOf(Method method) {
        var timeout = AskTimeouts.of(method, environment);
        if (timeout == null) {
            timeout = AskTimeouts.of(method.getDeclaringClass(), environment);
        }
        return timeout == null ? askTimeout : timeout;
    }

    private static @Nullable Object tell(ActorRef<Object> actor, Object message) {
        var delivery = actor.tell(message);
        switch (delivery) {
            case ACCEPTED, DROPPED -> {} // a mailbox that drops leaves its senders nothing to do about it
            case REFUSED_FULL, REFUSED_STOPPED ->
                throw new DeliveryException(
                        actor.path() + " refused " + message.getClass().getSimpleName() + ": "
                                + (delivery == Delivery.REFUSED_FULL ? "its mailbox is full" : "it has stopped"),
                        delivery);
        }
        return null;
    }

    private static <R> R await(ActorRef<Object> actor, Object message, Class<R> replyType, Duration timeout)
            throws InterruptedException {
        if (REACTOR) {
            ReactiveCalls.requireMayWait();
        }
        return Awaiting.reply(actor.ask(message, replyType, timeout));
    }
}
