package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.ActorDefinitionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A method of an actor class as a call of (bean, subject, context, sender), whatever of these it takes and in whichever
 * order. The subject is the message, or why a life ended.
 */
final class MethodCall {

    private static final MethodType CALL =
            MethodType.methodType(Object.class, Object.class, Object.class, ActorContext.class, ActorRef.class);

    private final Method method;
    private final @Nullable Class<?> subjectType;
    private final MethodHandle handle;

    private MethodCall(Method method, @Nullable Class<?> subjectType, MethodHandle handle) {
        this.method = method;
        this.subjectType = subjectType;
        this.handle = handle;
    }

    /**
     * Reads a method's parameters.
     *
     * @param rule what its parameters have to be, for people
     * @throws ActorDefinitionException if it has two parameters for the subject, or cannot be accessed
     */
    static MethodCall of(Method method, String rule) {
        var parameters = method.getParameterTypes();
        var order = new int[parameters.length + 1];
        Class<?> subjectType = null;
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == ActorContext.class) {
                order[i + 1] = 2;
            } else if (parameters[i] == ActorRef.class) {
                order[i + 1] = 3;
            } else if (subjectType == null) {
                order[i + 1] = 1;
                subjectType = parameters[i];
            } else {
                throw malformed(method, "has more than one parameter for the message", rule);
            }
        }
        if (subjectType != null && subjectType.isPrimitive()) {
            throw malformed(method, "takes a primitive, which no message is", rule);
        }
        try {
            var lookup = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup());
            var direct = lookup.unreflect(method);
            var call = CALL.changeParameterType(1, subjectType == null ? Object.class : subjectType)
                    .changeParameterType(0, method.getDeclaringClass())
                    .changeReturnType(direct.type().returnType());
            return new MethodCall(
                    method,
                    subjectType,
                    MethodHandles.permuteArguments(direct, call, order).asType(CALL));
        } catch (IllegalAccessException e) {
            throw malformed(method, "cannot be accessed (" + e.getMessage() + ")", rule);
        }
    }

    static ActorDefinitionException malformed(Method method, String what, String rule) {
        return new ActorDefinitionException("method " + method.toGenericString() + " " + what, rule);
    }

    Method method() {
        return method;
    }

    /** The class of its subject; null if it takes none. */
    @Nullable
    Class<?> subjectType() {
        return subjectType;
    }

    /** Calls the method; null where it returns nothing. What it throws is passed on as it is. */
    @Nullable
    Object invoke(Object bean, @Nullable Object subject, ActorContext<Object> context) throws Exception {
        try {
            return (Object) handle.invokeExact(bean, subject, (ActorContext) context, (ActorRef) context.sender());
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(this + " threw neither an exception nor an error", failure);
        }
    }

    @Override
    public String toString() {
        return method.getName() + "(" + (subjectType == null ? "" : subjectType.getSimpleName()) + ")";
    }
}
