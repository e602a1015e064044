package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A signal of the operating system. The JVM hands them out by {@code sun.misc.Signal} only, of the module {@code
 * jdk.unsupported}; it is called by reflection, since a compiler that fails over warnings cannot be told to let it pass.
 */
final class SignalSource implements Source {

    private final String name;
    private final Semaphore received = new Semaphore(0);
    private @Nullable Object former;

    SignalSource(String name) {
        this.name = name;
    }

    @Override
    public void open() throws IOException {
        former = handle(handlerOf(received));
    }

    private static Object handlerOf(Semaphore received) throws IOException {
        return Proxy.newProxyInstance(
                SignalSource.class.getClassLoader(),
                new Class<?>[] {find("sun.misc.SignalHandler")},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "handle" -> {
                        received.release();
                        yield null;
                    }
                    case "equals" -> sameObject(proxy, arguments[0]);
                    case "hashCode" -> received.hashCode();
                    default -> "the signal handler of an actor";
                });
    }

    @SuppressWarnings("ReferenceEquality") // the identity of the proxy is what is asked for
    private static boolean sameObject(Object one, Object other) {
        return one == other;
    }

    /** Sets the handler of the signal. What was there before. */
    private Object handle(Object handler) throws IOException {
        var type = find("sun.misc.Signal");
        try {
            var signal = type.getConstructor(String.class).newInstance(name);
            return type.getMethod("handle", type, find("sun.misc.SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            throw new IOException("signal " + name + " cannot be had: " + refused.getCause(), refused);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this JVM has no signals: " + e.getMessage(), e);
        }
    }

    private static Class<?> find(String type) throws IOException {
        try {
            return Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IOException("this JVM has no signals: the module jdk.unsupported is missing", e);
        }
    }

    @Override
    public WatchEvent next(ActorRef<WatchCommand> watch) throws InterruptedException {
        received.acquire();
        return new WatchEvent.SignalReceived(watch, name, 1 + received.drainPermits());
    }

    @Override
    public void close() throws IOException {
        if (former != null) {
            handle(former);
        }
    }
}
