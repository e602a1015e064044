package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.ActorDefinitionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** One method of an actor class that handles messages, as a handle of (bean, message, context, sender). */
final class HandlerMethod {

    private static final MethodType CALL =
            MethodType.methodType(Object.class, Object.class, Object.class, ActorContext.class, ActorRef.class);

    private final Method method;
    private final Class<?> messageType;
    private final MethodHandle handle;

    private HandlerMethod(Method method, Class<?> messageType, MethodHandle handle) {
        this.method = method;
        this.messageType = messageType;
        this.handle = handle;
    }

    static HandlerMethod of(Method method) {
        var parameters = method.getParameterTypes();
        var order = new int[parameters.length + 1];
        Class<?> messageType = null;
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == ActorContext.class) {
                order[i + 1] = 2;
            } else if (parameters[i] == ActorRef.class) {
                order[i + 1] = 3;
            } else if (messageType == null) {
                order[i + 1] = 1;
                messageType = parameters[i];
            } else {
                throw malformed(method, "has more than one parameter for the message");
            }
        }
        if (messageType == null) {
            throw malformed(method, "has no parameter for the message");
        }
        if (messageType.isPrimitive()) {
            throw malformed(method, "takes a primitive, which no message is");
        }
        try {
            var lookup = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup());
            var direct = lookup.unreflect(method);
            var call = CALL.changeParameterType(1, messageType)
                    .changeParameterType(0, method.getDeclaringClass())
                    .changeReturnType(direct.type().returnType());
            var handle = MethodHandles.permuteArguments(direct, call, order).asType(CALL);
            return new HandlerMethod(method, messageType, handle);
        } catch (IllegalAccessException e) {
            throw malformed(method, "cannot be accessed (" + e.getMessage() + ")");
        }
    }

    private static ActorDefinitionException malformed(Method method, String what) {
        return new ActorDefinitionException(
                "@Receive method " + method.toGenericString() + " " + what,
                "Give it exactly one parameter for the message, and beside it at most an ActorContext and an ActorRef"
                        + " (the sender).");
    }

    Class<?> messageType() {
        return messageType;
    }

    /** Calls the method; null where it returns nothing. */
    @Nullable
    Object invoke(Object bean, Object message, ActorContext<Object> context, ActorRef<Object> sender) throws Throwable {
        return (Object) handle.invokeExact(bean, message, (ActorContext) context, (ActorRef) sender);
    }

    @Override
    public String toString() {
        return method.getName() + "(" + messageType.getSimpleName() + ")";
    }
}
