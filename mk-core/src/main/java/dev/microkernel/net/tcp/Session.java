package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SendQueue;
import dev.microkernel.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The two threads of one connection. The first opens it, then reads; the second writes what waits. Whoever finds that it
 * cannot go on says why, if nobody has before, and closes the socket, which ends the other's wait; the first thread waits
 * for the second and has the last word. Both are virtual, so a connection that is silent costs memory only.
 */
final class Session {

    /** How long the peer may take to end its output after ours has ended and the connection is to be closed. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final ActorRef<TcpCommand> self;
    private final String name;
    private final TcpOptions options;
    private final Opener opener;
    private final Feed<TcpEvent> feed;
    private final SendQueue<Unwritten> writes;
    private final TimeSource time;
    private final AtomicReference<@Nullable NetFailure> failure = new AtomicReference<>();
    private final Errand reader;
    private volatile @Nullable Thread writer;
    private volatile @Nullable SocketChannel socket;
    private volatile boolean stopped;
    private volatile boolean closing;

    /** Whether it is decided that the connection is open, or that opening it took too long. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Whether the reader waits for the listener, for which the peer is not to blame. */
    private volatile boolean delivering;

    private volatile long lastActivity;

    Session(
            ActorRef<TcpCommand> self,
            String name,
            TcpOptions options,
            Opener opener,
            Feed<TcpEvent> feed,
            SendQueue<Unwritten> writes,
            TimeSource time) {
        this.self = self;
        this.name = name;
        this.options = options;
        this.opener = opener;
        this.feed = feed;
        this.writes = writes;
        this.time = time;
        this.reader = new Errand("mk-tcp-read " + name, this::run);
    }

    // ---- for the connection's actor

    /** Begins; the future completes when all is over and the listener knows. */
    CompletableFuture<Boolean> start() {
        return reader.start();
    }

    /** Ends the connection at once, and tells nobody: the actor stops. */
    void stop() {
        stopped = true;
        closeSocket();
        reader.interrupt();
        var present = writer;
        if (present != null) {
            present.interrupt();
        }
    }

    /** Ends the connection when all is written. */
    void close() {
        closing = true;
        feed.mute();
        writes.finish();
    }

    // ---- the first thread

    private void run() throws InterruptedException {
        try {
            var stream = open();
            if (stream != null) {
                exchange(stream);
            }
        } finally {
            closeSocket();
        }
    }

    private @Nullable ByteStream open() throws InterruptedException {
        var timer = time.schedule(options.connectTimeout(), this::connectTimedOut);
        try {
            var stream = opener.open(this::hold);
            if (settled.compareAndSet(false, true)) {
                return stream;
            }
        } catch (IOException | RuntimeException e) {
            giveUp(NetFailure.of("connecting with " + name, e));
        } finally {
            timer.cancel();
        }
        if (!stopped) {
            feed.tell(new TcpEvent.ConnectFailed(self, reason()));
        }
        return null;
    }

    private void connectTimedOut() {
        if (settled.compareAndSet(false, true)) {
            giveUp(new NetFailure(
                    NetFailure.Kind.TIMEOUT,
                    "connecting with " + name + " took longer than " + options.connectTimeout()));
        }
    }

    private NetFailure reason() {
        var known = failure.get();
        return known == null ? new NetFailure(NetFailure.Kind.CANCELLED, name + " was closed") : known;
    }

    private void hold(SocketChannel channel) throws IOException {
        socket = channel;
        if (stopped || failure.get() != null) {
            closeSocket();
            throw new AsynchronousCloseException();
        }
    }

    private void exchange(ByteStream stream) throws InterruptedException {
        boolean reached = feed.tell(new TcpEvent.Connected(self, stream.info()));
        touch();
        watchIdle(options.idleTimeout());
        var writing = Thread.ofVirtual().name("mk-tcp-write " + name).unstarted(() -> writeAll(stream));
        writer = writing;
        writing.start();
        if (reached && read(stream)) {
            writing.join(); // what waits is written, or half of the connection lives on
        }
        stream.close();
        writing.interrupt();
        writing.join();
        if (!stopped && reached) {
            feed.tell(new TcpEvent.Closed(self, Optional.ofNullable(failure.get())));
        }
    }

    /** Reads to the end. Whether that was the end of the peer's output, and not of the connection. */
    private boolean read(ByteStream stream) throws InterruptedException {
        var frames = new FrameReader(options.framing());
        var buffer = ByteBuffer.allocate(options.readBytesMax());
        try {
            while (stream.read(buffer.clear()) >= 0) {
                touch();
                if (!closing && !deliver(frames, buffer.flip())) {
                    return false;
                }
            }
            return closing || finish(frames);
        } catch (IOException e) {
            if (!closing || !writes.isFinished()) {
                giveUp(NetFailure.of("reading from " + name, e));
            }
            return false;
        }
    }

    /** Whether the listener can still be reached. */
    private boolean deliver(FrameReader frames, ByteBuffer buffer) throws NetException, InterruptedException {
        for (var message = frames.next(buffer); message != null; message = frames.next(buffer)) {
            delivering = true;
            boolean reached = feed.put(new TcpEvent.Received(self, message));
            touch();
            delivering = false;
            if (!reached) {
                return false;
            }
        }
        return true;
    }

    private boolean finish(FrameReader frames) throws NetException, InterruptedException {
        var last = frames.last();
        if (last != null && !feed.put(new TcpEvent.Received(self, last))) {
            return false;
        }
        boolean reached = feed.tell(new TcpEvent.InputEnded(self));
        if (!options.staysHalfOpen()) {
            writes.finish();
        }
        return reached;
    }

    // ---- the second thread

    private void writeAll(ByteStream stream) {
        try {
            for (var next = writes.take(); next != null; next = writes.take()) {
                write(stream, next);
            }
            stream.finishOutput();
            if (closing) {
                time.schedule(LINGER, stream::close);
            }
        } catch (InterruptedException over) {
            // The reader has found the end, or the actor stops.
        } catch (IOException | RuntimeException e) {
            giveUp(NetFailure.of("writing to " + name, e));
        }
    }

    private void write(ByteStream stream, Unwritten message) throws IOException, InterruptedException {
        while (message.bytes().hasRemaining()) {
            stream.write(message.bytes());
            touch();
        }
        boolean drained = writes.sent(message);
        if (message.token() != null) {
            feed.tell(new TcpEvent.Written(self, message.token()));
        }
        if (drained) {
            feed.tell(new TcpEvent.Drained(self));
        }
    }

    // ---- any thread

    private void touch() {
        lastActivity = time.nanoTime();
    }

    private void watchIdle(Duration delay) {
        if (options.idleTimeout().isPositive()) {
            time.schedule(delay, this::checkIdle);
        }
    }

    private void checkIdle() {
        if (reader.isOver()) {
            return;
        }
        if (delivering) {
            touch();
        }
        var left = options.idleTimeout().minusNanos(time.nanoTime() - lastActivity);
        if (left.isPositive()) {
            watchIdle(left);
        } else {
            giveUp(new NetFailure(NetFailure.Kind.TIMEOUT, name + " was idle for " + options.idleTimeout()));
        }
    }

    private void giveUp(NetFailure reason) {
        failure.compareAndSet(null, reason);
        closeSocket();
    }

    private void closeSocket() {
        var present = socket;
        if (present != null) {
            ChannelStream.close(present);
        }
    }
}
