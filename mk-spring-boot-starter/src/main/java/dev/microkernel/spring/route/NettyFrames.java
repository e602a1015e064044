package dev.microkernel.spring.route;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.CloseStatus;

/** What Netty finds wrong with a client's frames. Other servers close the WebSocket themselves, and say nothing of it. */
final class NettyFrames {

    private static final boolean NETTY = ClassUtils.isPresent(
            "io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException",
            NettyFrames.class.getClassLoader());

    private NettyFrames() {}

    /** How to close the WebSocket over a failure; null if it is none of Netty's. */
    static @Nullable CloseStatus statusOf(Throwable failure) {
        return NETTY ? Netty.statusOf(failure) : null;
    }

    /** Loaded only where Netty is there. */
    private static final class Netty {

        private Netty() {}

        static @Nullable CloseStatus statusOf(Throwable failure) {
            return switch (failure) {
                case CorruptedWebSocketFrameException corrupted ->
                    new CloseStatus(corrupted.closeStatus().code());
                case TooLongFrameException tooLong -> CloseStatus.TOO_BIG_TO_PROCESS;
                default -> null;
            };
        }
    }
}
