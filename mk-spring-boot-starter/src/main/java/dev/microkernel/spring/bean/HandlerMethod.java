package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import java.lang.reflect.Method;
import java.util.Objects;

/** One method of an actor class that handles messages. */
final class HandlerMethod {

    private static final String RULE =
            "Give it exactly one parameter for the message, and beside it at most an ActorContext and an ActorRef (the"
                    + " sender).";

    private final MethodCall call;
    private final Class<?> messageType;
    private final Replies replies;

    private HandlerMethod(MethodCall call, Class<?> messageType) {
        this.call = call;
        this.messageType = messageType;
        this.replies = Replies.of(call.method());
    }

    static HandlerMethod of(Method method) {
        var call = MethodCall.of(method, RULE);
        if (call.subjectType() == null) {
            throw MethodCall.malformed(method, "has no parameter for the message", RULE);
        }
        return new HandlerMethod(call, Objects.requireNonNull(call.subjectType()));
    }

    Class<?> messageType() {
        return messageType;
    }

    Method method() {
        return call.method();
    }

    /** What becomes of what it returns. */
    Replies replies() {
        return replies;
    }

    /** Handles a message, and replies with what comes of it. */
    void handle(Object bean, Object message, ActorContext<Object> context) throws Exception {
        var result = call.invoke(bean, message, context);
        if (result != null) {
            replies.send(result, context);
        }
    }

    /** Handles a signal, which has nobody to reply to. */
    void hear(Object bean, Object signal, ActorContext<Object> context) throws Exception {
        var _ = call.invoke(bean, signal, context);
    }

    @Override
    public String toString() {
        return call.toString();
    }
}
