package dev.microkernel.net.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microkernel.net.Bytes;

/**
 * What a WebSocket's actor is told. What is to be sent waits while the connection is opened, for the first time or again;
 * what was under way when a connection was lost may be lost.
 */
public sealed interface WebSocketCommand
        permits WebSocketCommand.Outgoing, WebSocketCommand.Demand, WebSocketConnection.Ended {

    /** What is sent. If there is no room for it, it is answered by {@link WebSocketEvent.SendRefused}. */
    sealed interface Outgoing extends WebSocketCommand {}

    /** Send a text. */
    record SendText(String text) implements Outgoing {}

    /** Send bytes. */
    record SendBinary(Bytes bytes) implements Outgoing {}

    /**
     * Ask for a {@link WebSocketEvent.Pong}.
     *
     * @param payload up to 125 bytes
     */
    record Ping(Bytes payload) implements Outgoing {

        /** Refuses a payload that no control frame has room for (RFC 6455, 5.5). */
        public Ping {
            if (payload.length() > 125) {
                throw new IllegalArgumentException("a ping must have at most 125 bytes, length=" + payload.length());
            }
        }
    }

    /**
     * End the connection when all is sent, for good.
     *
     * @param code 1000, or 3000 to 4999 (RFC 6455, 7.4)
     * @param reason up to 123 bytes in UTF-8
     */
    record Close(int code, String reason) implements Outgoing {

        /** With code 1000. */
        public Close() {
            this(1000, "");
        }

        /** Refuses what must not be sent. */
        public Close {
            if (code != 1000 && (code < 3000 || code > 4999)) {
                throw new IllegalArgumentException("a close code must be 1000 or 3000..4999, code=" + code);
            }
            if (reason.getBytes(UTF_8).length > 123) {
                throw new IllegalArgumentException("a close reason must have at most 123 bytes, reason=" + reason);
            }
        }
    }

    /**
     * Deliver so many more messages, of a WebSocket with {@linkplain WebSocketOptions#demand explicit demand}.
     *
     * @param messages 1 or more
     */
    record Demand(int messages) implements WebSocketCommand {

        /** Refuses what is no demand. */
        public Demand {
            if (messages < 1) {
                throw new IllegalArgumentException("demand must be 1 or more, messages=" + messages);
            }
        }
    }
}
