package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.mailbox.MailboxSpec;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.function.Function;

/**
 * Servers that start one actor for each client. A server is an actor, and the clients' actors are its children. If it
 * cannot listen, it fails, and its supervisor tries again; when it stops, its clients are disconnected.
 *
 * <pre>{@code
 * system.spawn("echo", TcpServer.of(new InetSocketAddress(7), TcpOptions.DEFAULT, 1_000, (context, connection) -> event -> {
 *     if (event instanceof TcpEvent.Received(var from, var message)) {
 *         from.tell(new TcpCommand.Write(message));
 *     }
 *     return Behavior.same();
 * }));
 * }</pre>
 */
public final class TcpServer {

    /** Most connections that any server may have at a time. */
    public static final int CONNECTIONS_MAX = 1 << 20;

    /** The accepting thread waits when clients come faster than their actors can be started. */
    private static final MailboxSpec MAILBOX = MailboxSpec.DEFAULT.withBlocking(Duration.ofSeconds(10));

    private TcpServer() {}

    /**
     * A server whose clients' actors take {@link TcpEvent}s. Such an actor ends behind {@link TcpEvent.ConnectFailed} and
     * {@link TcpEvent.Closed}, or when it fails, with its connection. Type {@code tcp-server}.
     *
     * @param address where to listen; port 0 for any. The socket of a Unix domain socket address is removed at the end;
     *     one that was left behind is replaced
     * @param connectionsMax most clients at a time, 1 to {@link #CONNECTIONS_MAX}; more wait to be accepted, as many as the
     *     operating system lets
     */
    public static ActorSpec<TcpServerCommand> of(
            SocketAddress address, TcpOptions options, int connectionsMax, TcpHandler handler) {
        return accepting(address, options, connectionsMax, accepted -> Handling.spec(accepted, handler));
    }

    /**
     * A server whose clients' actors are made of specs of any protocol; see {@link #of}.
     *
     * @param handler makes the spec of a client's actor, which takes the connection from {@link TcpAccepted#connection}. It
     *     is started as temporary, for the connection cannot be had twice. What this throws disconnects the client.
     */
    public static ActorSpec<TcpServerCommand> accepting(
            SocketAddress address,
            TcpOptions options,
            int connectionsMax,
            Function<? super TcpAccepted, ? extends ActorSpec<?>> handler) {
        if (connectionsMax < 1 || connectionsMax > CONNECTIONS_MAX) {
            throw new IllegalArgumentException(
                    "most connections must be 1.." + CONNECTIONS_MAX + ", connectionsMax=" + connectionsMax);
        }
        if (address instanceof UnixDomainSocketAddress && options.tls().isPresent()) {
            throw new IllegalArgumentException(
                    "a Unix domain socket does not leave the machine and has no TLS, address=" + address);
        }
        return ActorSpec.<TcpServerCommand>of(context -> Listening.open(
                        context,
                        address,
                        options,
                        connectionsMax,
                        accepted -> handler.apply(accepted).withRestart(RestartType.TEMPORARY)))
                .withType("tcp-server")
                .withMailbox(MAILBOX);
    }
}
