package dev.microkernel.net;

import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why something outside did not work.
 *
 * @param kind what to do about it is decided by this
 * @param message what failed, with which value; for people
 */
public record NetFailure(Kind kind, String message) {

    /** Kinds of failure. */
    public enum Kind {
        /** Nobody listens there, or the other side refused. Trying again later may help. */
        REFUSED,
        /** It took longer than it may. */
        TIMEOUT,
        /** The name has no address, or none could be found out. */
        UNKNOWN_HOST,
        /** There is no way to the address. */
        UNREACHABLE,
        /** The connection broke. */
        BROKEN,
        /** TLS was not established: a certificate that is not trusted, expired or another host's, or no common ground. */
        TLS,
        /** More than a limit of ours allows; the message names it. */
        LIMIT,
        /** The other side did not keep to its protocol. */
        PROTOCOL,
        /** The grant, or the options, do not allow it. */
        FORBIDDEN,
        /** The local address is in use, or not ours. */
        BIND,
        /** It was cancelled from here. */
        CANCELLED,
        /** Anything else that the operating system reports. */
        IO
    }

    /** What an exception means, with what was being done. */
    public static NetFailure of(String doing, Throwable thrown) {
        var cause = unwrap(thrown);
        if (cause instanceof NetException known) {
            return known.failure();
        }
        return new NetFailure(kind(cause), doing + ": " + text(cause));
    }

    private static Throwable unwrap(Throwable thrown) {
        var cause = thrown.getCause();
        return cause != null && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
                ? unwrap(cause)
                : thrown;
    }

    private static Kind kind(Throwable thrown) {
        return switch (thrown) {
            case SocketTimeoutException e -> Kind.TIMEOUT;
            case HttpTimeoutException e -> Kind.TIMEOUT;
            case TimeoutException e -> Kind.TIMEOUT;
            case UnknownHostException e -> Kind.UNKNOWN_HOST;
            case UnresolvedAddressException e -> Kind.UNKNOWN_HOST;
            case BindException e -> Kind.BIND;
            case NoRouteToHostException e -> Kind.UNREACHABLE;
            case ConnectException e ->
                e.getCause() instanceof UnresolvedAddressException ? Kind.UNKNOWN_HOST : Kind.REFUSED;
            case ProtocolException e -> Kind.PROTOCOL;
            case SSLException e -> Kind.TLS;
            case SocketException e -> Kind.BROKEN;
            case EOFException e -> Kind.BROKEN;
            case CancellationException e -> Kind.CANCELLED;
            default -> Kind.IO;
        };
    }

    private static String text(Throwable thrown) {
        var message = thrown.getMessage();
        if (message == null && thrown.getCause() != null) {
            return text(thrown.getCause());
        }
        if (message == null && thrown instanceof TimeoutException) {
            return "it took too long";
        }
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
