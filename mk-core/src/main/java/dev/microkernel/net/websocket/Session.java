package dev.microkernel.net.websocket;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SendQueue;
import dev.microkernel.net.http.Http;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one WebSocket. The first connects, as often as it must, and receives; the second, one for each connection,
 * sends what waits.
 */
final class Session {

    /** How long the server may take to answer our close. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /** Beyond so many failures in a row the wait grows no more. */
    private static final int DOUBLINGS_MAX = 16;

    /** Of our own pings, whose answers are nobody else's business. */
    private static final Bytes KEEP_ALIVE = Bytes.utf8("mk-keep-alive");

    private final ActorRef<WebSocketCommand> self;
    private final Http http;
    private final URI uri;
    private final WebSocketOptions options;
    private final Feed<WebSocketEvent> feed;
    private final SendQueue<Unsent> unsent;
    private final Errand receiver;

    /** The JDK sends one ping at a time. */
    private final ReentrantLock pinging = new ReentrantLock();

    /** What this side closes with, once it has been told to. */
    private volatile WebSocketCommand.@Nullable Close closing;

    /** Whether our close has been sent, so that the server's answer is awaited. */
    private volatile boolean closeSent;

    private int failures;

    /** Whether a close frame is on its way, so that the connection must not be broken off. */
    private boolean lastWords;

    Session(
            ActorRef<WebSocketCommand> self,
            Http http,
            URI uri,
            WebSocketOptions options,
            Feed<WebSocketEvent> feed,
            SendQueue<Unsent> unsent) {
        this.self = self;
        this.http = http;
        this.uri = uri;
        this.options = options;
        this.feed = feed;
        this.unsent = unsent;
        this.receiver = new Errand("mk-websocket " + uri.getHost(), this::run);
    }

    // ---- for the WebSocket's actor

    CompletableFuture<Boolean> start() {
        return receiver.start();
    }

    void stop() {
        receiver.interrupt();
    }

    /** Closes behind what waits; what comes until then is not delivered. */
    void close(WebSocketCommand.Close with) {
        closing = with;
        feed.mute();
        unsent.finish();
    }

    // ---- the first thread

    private void run() throws InterruptedException {
        boolean goOn = true;
        while (goOn) {
            goOn = connect();
        }
    }

    /** Connects once and receives to the end. Whether to connect again; if so, the wait is over. */
    private boolean connect() throws InterruptedException {
        var incoming = new Incoming(options.messageBytesMax());
        lastWords = false;
        WebSocket socket;
        try {
            socket = open(incoming);
        } catch (NetException e) {
            return goOnAfter(e.failure());
        }
        var sender = new Errand("mk-websocket-send " + uri.getHost(), () -> sendAll(socket, incoming));
        try {
            if (!feed.tell(new WebSocketEvent.Opened(self, socket.getSubprotocol()))) {
                return false;
            }
            var _ = sender.start();
            return receive(socket, incoming);
        } catch (NetException e) {
            return goOnAfter(e.failure());
        } finally {
            sender.interrupt();
            if (lastWords) {
                // The JDK sends what is left to say, and ends the connection if the server does not.
                CompletableFuture.delayedExecutor(CLOSE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                        .execute(socket::abort);
            } else {
                socket.abort();
            }
        }
    }

    private WebSocket open(Incoming incoming) throws NetException, InterruptedException {
        var opening = Http.check(uri, options.grant())
                .thenCompose(allowed -> builder().buildAsync(uri, incoming));
        try {
            return opening.get(options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new NetException(failure("connecting with " + uri, e));
        } finally {
            // One that opens too late is not wanted any more.
            if (!opening.isDone()) {
                var _ = opening.thenAccept(WebSocket::abort);
            }
        }
    }

    private WebSocket.Builder builder() {
        var builder = http.webSocket().connectTimeout(options.connectTimeout());
        options.headers().forEach(builder::header);
        if (!options.subprotocols().isEmpty()) {
            var names = options.subprotocols();
            builder.subprotocols(
                    names.getFirst(), names.subList(1, names.size()).toArray(String[]::new));
        }
        return builder;
    }

    private static NetFailure failure(String doing, Throwable thrown) {
        if (thrown.getCause() instanceof WebSocketHandshakeException refused) {
            int status = refused.getResponse().statusCode();
            boolean later = status == 429 || status >= 500;
            return new NetFailure(
                    later ? NetFailure.Kind.REFUSED : NetFailure.Kind.PROTOCOL,
                    doing + ": the server has answered with status " + status);
        }
        var failure = NetFailure.of(doing, thrown);
        return failure.kind() == NetFailure.Kind.IO
                ? new NetFailure(NetFailure.Kind.BROKEN, failure.message())
                : failure;
    }

    /** Receives to the end. Whether to connect again. */
    private boolean receive(WebSocket socket, Incoming incoming) throws NetException, InterruptedException {
        boolean pinged = false;
        while (true) {
            socket.request(1);
            var item = incoming.next(options.pingInterval());
            while (item == null) {
                if (pinged) {
                    throw new NetException(
                            NetFailure.Kind.TIMEOUT, uri + " was silent for twice " + options.pingInterval());
                }
                keepAlive(socket);
                pinged = true;
                item = incoming.next(options.pingInterval());
            }
            pinged = false;
            boolean goesOn = switch (item) {
                case Incoming.Item.Text(var text) -> deliver(new WebSocketEvent.Text(self, text));
                case Incoming.Item.Binary(var bytes) -> deliver(new WebSocketEvent.Binary(self, bytes));
                case Incoming.Item.Ping ping -> true;
                case Incoming.Item.Pong(var payload) ->
                    payload.equals(KEEP_ALIVE) || feed.tell(new WebSocketEvent.Pong(self, payload));
                case Incoming.Item.Closed(int code, var reason) -> closed(code, reason);
                case Incoming.Item.Failed(var cause) -> {
                    if (closeSent) {
                        yield closed(1006, "");
                    }
                    throw refused(socket, failure("receiving from " + uri, cause));
                }
            };
            if (item instanceof Incoming.Item.Closed || item instanceof Incoming.Item.Failed || !goesOn) {
                return goesOn;
            }
        }
    }

    private boolean deliver(WebSocketEvent message) throws InterruptedException {
        failures = 0;
        return feed.put(message);
    }

    /** Tells the server why, if it has sent too much; the JDK keeps the code for that, 1009, to servers. */
    private NetException refused(WebSocket socket, NetFailure failure) {
        if (failure.kind() == NetFailure.Kind.LIMIT) {
            lastWords = true;
            var _ = socket.sendClose(1008, "message too long");
        }
        return new NetException(failure);
    }

    /** Whether to connect again. */
    private boolean closed(int code, String reason) throws InterruptedException {
        lastWords = true;
        boolean mayTryAgain = closing == null
                && failures < options.retry().failuresMax()
                && (code == 1001 || code == 1006 || (code >= 1011 && code <= 1014));
        if (mayTryAgain) {
            return waitAfter(new NetFailure(
                    NetFailure.Kind.BROKEN, uri + " has closed the WebSocket, code=" + code + ", reason=" + reason));
        }
        feed.tell(new WebSocketEvent.Closed(self, code, reason));
        return false;
    }

    private boolean goOnAfter(NetFailure failure) throws InterruptedException {
        boolean mayTryAgain = switch (failure.kind()) {
            // Another attempt would end in the same way.
            case PROTOCOL, LIMIT, FORBIDDEN, TLS -> false;
            default -> failures < options.retry().failuresMax() && closing == null;
        };
        if (mayTryAgain) {
            return waitAfter(failure);
        }
        feed.tell(new WebSocketEvent.Failed(self, failure));
        return false;
    }

    private boolean waitAfter(NetFailure failure) throws InterruptedException {
        var retry = options.retry();
        var grown = retry.first().multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        var delay = grown.compareTo(retry.longest()) > 0 ? retry.longest() : grown;
        failures++;
        if (!feed.tell(new WebSocketEvent.Reconnecting(self, failure, delay))) {
            return false;
        }
        Thread.sleep(delay);
        return true;
    }

    // ---- sending

    private void keepAlive(WebSocket socket) throws InterruptedException {
        if (pinging.tryLock()) { // or there is a ping under way, which will do
            try {
                socket.sendPing(KEEP_ALIVE.toBuffer())
                        .get(options.pingInterval().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException stuck) {
                // The receiver finds out, or the silence goes on.
            } finally {
                pinging.unlock();
            }
        }
    }

    private void sendAll(WebSocket socket, Incoming incoming) throws InterruptedException {
        try {
            for (var next = unsent.take(); next != null; next = unsent.take()) {
                try {
                    send(socket, next.command());
                } finally {
                    unsent.sent(next);
                }
            }
            var with = closing;
            if (with != null) {
                closeSent = true;
                socket.sendClose(with.code(), with.reason()).get();
                Thread.sleep(CLOSE_PATIENCE);
                incoming.onClose(socket, 1006, "");
            }
        } catch (ExecutionException broken) {
            incoming.onError(socket, broken);
        }
    }

    private void send(WebSocket socket, WebSocketCommand.Outgoing command)
            throws ExecutionException, InterruptedException {
        switch (command) {
            case WebSocketCommand.SendText(var text) ->
                socket.sendText(text, true).get();
            case WebSocketCommand.SendBinary(var bytes) ->
                socket.sendBinary(bytes.toBuffer(), true).get();
            case WebSocketCommand.Ping(var payload) -> ping(socket, payload);
            case WebSocketCommand.Close close -> {} // it waits beside the queue
        }
    }

    private void ping(WebSocket socket, Bytes payload) throws ExecutionException, InterruptedException {
        pinging.lockInterruptibly();
        try {
            socket.sendPing(payload.toBuffer()).get();
        } finally {
            pinging.unlock();
        }
    }
}
