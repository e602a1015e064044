package dev.microkernel.spring.route;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;

/** What Reactor Netty can do with the connection that a request came by, and other servers cannot. */
final class Connection {

    private static final boolean REACTOR_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerRequest", Connection.class.getClassLoader());

    private Connection() {}

    /**
     * Cuts it, where its client does not read: whatever is written to say goodbye would wait behind what it has not read.
     * Other servers end it by their own time-outs.
     */
    static void cut(ServerHttpRequest request) {
        var own = nativeRequest(request);
        if (own != null) {
            ReactorNetty.close(own);
        }
    }

    /** What runs tasks on the thread that reads and writes it, or with other servers on one made for short work. */
    static Executor executor(ServerHttpRequest request) {
        var own = nativeRequest(request);
        var loop = own == null ? null : ReactorNetty.executor(own);
        return loop == null ? Schedulers.parallel()::schedule : loop;
    }

    private static @Nullable Object nativeRequest(ServerHttpRequest request) {
        var undecorated = request;
        while (undecorated instanceof ServerHttpRequestDecorator decorator) {
            undecorated = decorator.getDelegate();
        }
        return REACTOR_NETTY && undecorated instanceof AbstractServerHttpRequest own ? own.getNativeRequest() : null;
    }

    /** Loaded only where Reactor Netty is there. */
    private static final class ReactorNetty {

        private ReactorNetty() {}

        static void close(Object request) {
            if (request instanceof HttpServerRequest own) {
                own.withConnection(connection -> {
                    var _ = connection.channel().close();
                });
            }
        }

        static @Nullable Executor executor(Object request) {
            if (!(request instanceof HttpServerRequest own)) {
                return null;
            }
            var found = new AtomicReference<@Nullable EventLoop>();
            own.withConnection(connection -> found.set(connection.channel().eventLoop()));
            var loop = found.get();
            return loop == null ? null : task -> run(loop, task);
        }

        private static void run(EventLoop loop, Runnable task) {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        }
    }
}
