package dev.microkernel.spring.autoconfigure;

import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.http.server.WebsocketServerSpec;

/** The opening handshake of the server that the application runs on. */
final class WebSocketServices {

    private static final boolean REACTOR_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServer", WebSocketServices.class.getClassLoader());

    private WebSocketServices() {}

    /** With a limit for messages where the server can be told; others have limits of their own. */
    static WebSocketService of(int messageBytesMax) {
        return REACTOR_NETTY ? ReactorNetty.service(messageBytesMax) : new HandshakeWebSocketService();
    }

    /** Loaded only where Reactor Netty is there. */
    private static final class ReactorNetty {

        private ReactorNetty() {}

        static WebSocketService service(int messageBytesMax) {
            return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                    () -> WebsocketServerSpec.builder().maxFramePayloadLength(messageBytesMax)));
        }
    }
}
