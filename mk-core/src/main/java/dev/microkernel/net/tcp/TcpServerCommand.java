package dev.microkernel.net.tcp;

/** What a server's actor is told. To close it, stop it. */
public sealed interface TcpServerCommand
        permits TcpServerCommand.GetAddress, Listening.Accepted, Listening.HandlerEnded {

    /** Asks where it listens, with the real port; the answer is a {@link java.net.SocketAddress}. */
    record GetAddress() implements TcpServerCommand {}
}
