package dev.microkernel.net.tcp;

import java.time.Duration;
import java.util.Optional;

/**
 * How a connection behaves. Immutable; the {@code with} methods give a changed copy.
 *
 * @param framing how the stream is cut into messages
 * @param tls how it is encrypted, if it is
 * @param connectTimeout how long looking up, connecting and the TLS handshake may take in all; longer than zero
 * @param idleTimeout for how long there may be nothing to read and nothing be written before the connection is given up;
 *     zero for ever. The time in which the listener takes nothing does not count.
 * @param keepAlive whether the kernel probes a peer that is silent; without effect on Unix domain sockets
 * @param demand how many {@link TcpEvent.Received} are delivered before the listener asks for more by {@link
 *     TcpCommand.Demand}; {@link Integer#MAX_VALUE} for as many as its mailbox takes
 * @param unwrittenBytesMax most bytes that wait to be written; 1 or more. A message longer than this is taken when none
 *     wait.
 * @param unwrittenMessagesMax most messages that wait to be written, 1 or more
 * @param readBytesMax most bytes that are read at once, 16 to 1 MiB: each connection has a buffer of this size, and
 *     without framing no {@link TcpEvent.Received} has more
 * @param staysHalfOpen whether this side goes on sending when the peer has ended its output, until {@link
 *     TcpCommand.FinishOutput} or {@link TcpCommand.Close}. If not, what waits is written and the connection is closed:
 *     by a {@link TcpServer#of} when the client's actor has handled {@link TcpEvent.InputEnded}, elsewhere at once
 */
public record TcpOptions(
        Framing framing,
        Optional<Tls> tls,
        Duration connectTimeout,
        Duration idleTimeout,
        boolean keepAlive,
        int demand,
        long unwrittenBytesMax,
        int unwrittenMessagesMax,
        int readBytesMax,
        boolean staysHalfOpen) {

    /**
     * Bytes as they come in pieces of up to 8 KiB, no TLS, 10 s to connect, no idle time-out, keep-alive, no explicit
     * demand, 1 MiB and 1,024 messages unwritten.
     */
    public static final TcpOptions DEFAULT = new TcpOptions(
            Framing.none(),
            Optional.empty(),
            Duration.ofSeconds(10),
            Duration.ZERO,
            true,
            Integer.MAX_VALUE,
            1 << 20,
            1024,
            8192,
            false);

    /** Refuses what cannot be, naming it. */
    public TcpOptions {
        if (!connectTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "connect time-out must be longer than zero, connectTimeout=" + connectTimeout);
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idle time-out must not be negative, idleTimeout=" + idleTimeout);
        }
        if (demand < 0) {
            throw new IllegalArgumentException("demand must be 0 or more, demand=" + demand);
        }
        if (unwrittenBytesMax < 1 || unwrittenMessagesMax < 1) {
            throw new IllegalArgumentException("most unwritten bytes and messages must be 1 or more,"
                    + " unwrittenBytesMax=" + unwrittenBytesMax + ", unwrittenMessagesMax=" + unwrittenMessagesMax);
        }
        if (readBytesMax < 16 || readBytesMax > 1 << 20) {
            throw new IllegalArgumentException(
                    "bytes read at once must be 16.." + (1 << 20) + ", readBytesMax=" + readBytesMax);
        }
    }

    /** With this framing. */
    public TcpOptions withFraming(Framing newFraming) {
        return new TcpOptions(
                newFraming,
                tls,
                connectTimeout,
                idleTimeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** Encrypted. */
    public TcpOptions withTls(Tls newTls) {
        return new TcpOptions(
                framing,
                Optional.of(newTls),
                connectTimeout,
                idleTimeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** With so much time to connect. */
    public TcpOptions withConnectTimeout(Duration timeout) {
        return new TcpOptions(
                framing,
                tls,
                timeout,
                idleTimeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** Given up after so much time without a byte; zero for never. */
    public TcpOptions withIdleTimeout(Duration timeout) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                timeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** With or without probes of the kernel. */
    public TcpOptions withKeepAlive(boolean probes) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                idleTimeout,
                probes,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** With explicit demand: so many {@link TcpEvent.Received} at first, and more only on {@link TcpCommand.Demand}. */
    public TcpOptions withDemand(int first) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                idleTimeout,
                keepAlive,
                first,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                staysHalfOpen);
    }

    /** With at most so much waiting to be written. */
    public TcpOptions withUnwrittenMax(long bytes, int messages) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                idleTimeout,
                keepAlive,
                demand,
                bytes,
                messages,
                readBytesMax,
                staysHalfOpen);
    }

    /** Reading at most so many bytes at once. */
    public TcpOptions withReadBytesMax(int bytes) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                idleTimeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                bytes,
                staysHalfOpen);
    }

    /** Going on sending when the peer has ended its output, or not. */
    public TcpOptions withStaysHalfOpen(boolean stays) {
        return new TcpOptions(
                framing,
                tls,
                connectTimeout,
                idleTimeout,
                keepAlive,
                demand,
                unwrittenBytesMax,
                unwrittenMessagesMax,
                readBytesMax,
                stays);
    }
}
