package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor of a server: starts an actor for each connection that its accepting thread brings. */
final class Listening implements Behavior<TcpServerCommand> {

    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private static final int PAUSE_AFTER_FAILURE_MILLIS = 100;

    /** From the accepting thread: a client. */
    record Accepted(TcpAccepted connection) implements TcpServerCommand {}

    /** A client's actor has ended, or did not begin. */
    record HandlerEnded(TcpAccepted connection) implements TcpServerCommand {}

    private final ActorContext<TcpServerCommand> context;
    private final ListeningSocket socket;
    private final TcpOptions options;
    private final Function<TcpAccepted, ActorSpec<?>> handler;

    /** A place for each connection that there may be; the accepting thread takes one before it accepts. */
    private final Semaphore places;

    private final Thread accepting;

    private Listening(
            ActorContext<TcpServerCommand> context,
            ListeningSocket socket,
            TcpOptions options,
            int connectionsMax,
            Function<TcpAccepted, ActorSpec<?>> handler) {
        this.context = context;
        this.socket = socket;
        this.options = options;
        this.handler = handler;
        this.places = new Semaphore(connectionsMax);
        this.accepting = Thread.ofVirtual()
                .name("mk-tcp-accept " + TcpConnection.text(socket.address()))
                .unstarted(this::accept);
    }

    static Listening open(
            ActorContext<TcpServerCommand> context,
            SocketAddress address,
            TcpOptions options,
            int connectionsMax,
            Function<TcpAccepted, ActorSpec<?>> handler)
            throws NetException {
        var listening = new Listening(context, bind(address), options, connectionsMax, handler);
        listening.accepting.start();
        return listening;
    }

    private static ListeningSocket bind(SocketAddress address) throws NetException {
        try {
            return ListeningSocket.open(address);
        } catch (IOException | RuntimeException e) {
            throw new NetException(NetFailure.of("cannot listen at " + TcpConnection.text(address), e));
        }
    }

    private void accept() {
        try {
            while (true) {
                places.acquire();
                acceptOne();
            }
        } catch (InterruptedException | ClosedChannelException over) {
            // The actor stops.
        }
    }

    private void acceptOne() throws InterruptedException, ClosedChannelException {
        SocketChannel channel = null;
        try {
            channel = socket.accept();
            if (!socket.isUnix()) {
                Dialer.configure(channel, options);
            }
            if (context.self().tell(new Accepted(new TcpAccepted(channel, options))) != Delivery.ACCEPTED) {
                throw new IOException("the server cannot keep up");
            }
        } catch (ClosedChannelException over) {
            throw over;
        } catch (IOException e) {
            places.release();
            if (channel != null) {
                ChannelStream.close(channel); // the client is gone already, or has waited for too long
                return;
            }
            // Out of file descriptors, say: those that exist go on, and the next accept may succeed.
            LOG.warn("Accepting a connection at {} failed", TcpConnection.text(socket.address()), e);
            Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        }
    }

    @Override
    public Behavior<TcpServerCommand> onMessage(TcpServerCommand command) {
        switch (command) {
            case TcpServerCommand.GetAddress question -> context.reply(socket.address());
            case Accepted(var connection) -> handle(connection);
            case HandlerEnded(var connection) -> {
                connection.abandon();
                places.release();
            }
        }
        return Behavior.same();
    }

    private void handle(TcpAccepted connection) {
        try {
            var client = context.spawn(handler.apply(connection));
            context.monitor(client, reason -> new HandlerEnded(connection));
        } catch (RuntimeException e) {
            context.log()
                    .warn(
                            "A connection of {} is closed, for its actor could not be made",
                            TcpConnection.text(connection.remote()),
                            e);
            connection.abandon();
            places.release();
        }
    }

    @Override
    public Behavior<TcpServerCommand> onSignal(Signal signal) {
        if (signal instanceof Signal.Stopping || signal instanceof Signal.PreRestart) {
            socket.close();
            accepting.interrupt();
        }
        return Behavior.same();
    }
}
