package dev.microkernel.spring.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** What a client does when one of its methods is called. */
record ClientInvocations(Class<?> type, Map<Method, ClientMethod> methods) implements InvocationHandler {

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var sending = methods.get(method);
        if (sending != null) {
            return send(sending, method, arguments == null ? new Object[0] : arguments);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        if (ReflectionUtils.isEqualsMethod(method)) {
            return arguments != null && isSame(proxy, arguments[0]);
        }
        return ReflectionUtils.isHashCodeMethod(method) ? System.identityHashCode(proxy) : "client " + type.getName();
    }

    @SuppressWarnings("ReferenceEquality") // what a client is equal to is itself
    private static boolean isSame(Object proxy, @Nullable Object other) {
        return proxy == other;
    }

    private static @Nullable Object send(ClientMethod sending, Method method, @Nullable Object[] arguments)
            throws InterruptedException {
        try {
            return sending.call(arguments);
        } catch (InterruptedException interrupted) {
            if (List.of(method.getExceptionTypes()).contains(InterruptedException.class)) {
                throw interrupted;
            }
            Thread.currentThread().interrupt(); // for the caller's caller, since the method cannot say so
            throw new IllegalStateException(
                    "interrupted while waiting for the reply to " + method.getName(), interrupted);
        }
    }
}
