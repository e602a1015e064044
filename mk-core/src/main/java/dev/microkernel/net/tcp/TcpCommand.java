package dev.microkernel.net.tcp;

import dev.microkernel.net.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a connection's actor is told. */
public sealed interface TcpCommand
        permits TcpCommand.Write, TcpCommand.Demand, TcpCommand.FinishOutput, TcpCommand.Close, Ended {

    /**
     * Send a message, behind those before it. Those sent before the connection is open are written then. One for which
     * there is no room, or that its framing does not allow, is answered by {@link TcpEvent.WriteRefused}.
     *
     * @param token comes back in {@link TcpEvent.Written} when the operating system has taken the message; null for no
     *     such event
     */
    record Write(Bytes message, @Nullable Object token) implements TcpCommand {

        /** Without a token. */
        public Write(Bytes message) {
            this(message, null);
        }

        /** A text in UTF-8, without a token. */
        public Write(String text) {
            this(Bytes.utf8(text), null);
        }

        /** Refuses null. */
        public Write {
            Objects.requireNonNull(message, "a message must not be null");
        }
    }

    /**
     * Deliver so many more messages, of a connection with {@linkplain TcpOptions#demand explicit demand}.
     *
     * @param messages 1 or more
     */
    record Demand(int messages) implements TcpCommand {

        /** Refuses what is no demand. */
        public Demand {
            if (messages < 1) {
                throw new IllegalArgumentException("demand must be 1 or more, messages=" + messages);
            }
        }
    }

    /** Tell the peer, when all is written, that nothing more will come; go on receiving (half-close). */
    record FinishOutput() implements TcpCommand {}

    /**
     * End the connection when all is written. What the peer still sends is not delivered. To end it at once, stop the
     * actor.
     */
    record Close() implements TcpCommand {}
}
