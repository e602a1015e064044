package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client's connection that a {@link TcpServer} has accepted, for the actor that the server starts for it. */
public final class TcpAccepted {

    private final SocketChannel channel;
    private final SocketAddress remote;
    private final TcpOptions options;
    private final AtomicBoolean taken = new AtomicBoolean();

    TcpAccepted(SocketChannel channel, TcpOptions options) throws IOException {
        this.channel = channel;
        this.remote = channel.getRemoteAddress();
        this.options = options;
    }

    /** The client's address. */
    public SocketAddress remote() {
        return remote;
    }

    /**
     * The connection's actor, to be spawned once, usually as a child of its listener; see {@link TcpConnection#to}.
     *
     * @throws IllegalStateException if this was called before: the socket of a connection is gone after a restart
     */
    public ActorSpec<TcpCommand> connection(ActorRef<? super TcpEvent> listener) {
        return connection(options, listener);
    }

    /** As {@link #connection}, with other options. */
    ActorSpec<TcpCommand> connection(TcpOptions changed, ActorRef<? super TcpEvent> listener) {
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("an accepted connection is taken once, remote=" + TcpConnection.text(remote)
                    + "; the client has to connect again");
        }
        return TcpConnection.spec(TcpConnection.text(remote), changed, this::open, listener);
    }

    private ByteStream open(Opener.Holder holder) throws IOException {
        holder.hold(channel);
        return options.tls().isPresent()
                ? TlsStream.server(channel, options.tls().get())
                : new ChannelStream(channel);
    }

    TcpOptions options() {
        return options;
    }

    /** Closes the socket of a connection, whoever has taken it. */
    void abandon() {
        ChannelStream.close(channel);
    }
}
