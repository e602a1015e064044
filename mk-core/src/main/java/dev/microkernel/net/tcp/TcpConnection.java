package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Connections to servers. A connection is an actor: what it is to do, it is {@linkplain TcpCommand told}, and what
 * happens, it {@linkplain TcpEvent tells} its listener. It is usually the child of its listener, and so ends with it.
 *
 * <pre>{@code
 * var connection = context.spawn(TcpConnection.to(address, TcpOptions.DEFAULT, context.adapter(TcpEvent.class, Net::new)));
 * connection.tell(new TcpCommand.Write("hello"));
 * }</pre>
 *
 * <p>While the listener's mailbox is full nothing is read, so that in the end the peer cannot send. A mailbox that drops
 * its oldest message loses part of the stream: it is not for listeners.
 */
public final class TcpConnection {

    private TcpConnection() {}

    /**
     * A connection to a server. The actor stops behind {@link TcpEvent.ConnectFailed} or {@link TcpEvent.Closed}, when
     * its listener stops, or when it is stopped, which tells nobody. It is temporary: whether to connect again is the
     * listener's decision. Type {@code tcp}.
     *
     * @param address where the server listens; a name that is {@linkplain InetSocketAddress#createUnresolved unresolved}
     *     is looked up, and its addresses are tried in turn
     * @param listener hears what happens
     * @throws IllegalArgumentException if the options have TLS and the address is a Unix domain socket
     */
    public static ActorSpec<TcpCommand> to(
            SocketAddress address, TcpOptions options, ActorRef<? super TcpEvent> listener) {
        if (address instanceof UnixDomainSocketAddress && options.tls().isPresent()) {
            throw new IllegalArgumentException(
                    "a Unix domain socket does not leave the machine and has no TLS, address=" + address);
        }
        return spec(text(address), options, new Dialer(address, options), listener);
    }

    static ActorSpec<TcpCommand> spec(
            String name, TcpOptions options, Opener opener, ActorRef<? super TcpEvent> listener) {
        return ActorSpec.<TcpCommand>of(context -> Connection.open(context, name, options, opener, listener))
                .withType("tcp")
                .withRestart(RestartType.TEMPORARY);
    }

    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }
}
