package dev.microkernel.spring.route;

import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Cuts a connection whose client does not read: whatever is written to say goodbye would wait behind what it has not read.
 * Other servers than Reactor Netty, of which none has a way for it, end it by their own time-outs.
 */
final class Disconnect {

    private static final boolean REACTOR_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerRequest", Disconnect.class.getClassLoader());

    private Disconnect() {}

    static void now(ServerHttpRequest request) {
        var undecorated = request;
        while (undecorated instanceof ServerHttpRequestDecorator decorator) {
            undecorated = decorator.getDelegate();
        }
        if (REACTOR_NETTY && undecorated instanceof AbstractServerHttpRequest own) {
            ReactorNetty.close(own.getNativeRequest());
        }
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
    }
}
