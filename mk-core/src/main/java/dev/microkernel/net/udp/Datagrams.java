package dev.microkernel.net.udp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two threads of one UDP socket: the first binds it and receives, the second sends. */
final class Datagrams {

    private static final Logger LOG = LoggerFactory.getLogger(Datagrams.class);

    private final ActorRef<UdpCommand> self;
    private final InetSocketAddress local;
    private final UdpOptions options;
    private final Feed<UdpEvent> feed;
    private final BlockingQueue<UdpCommand.Send> unsent;
    private final Errand receiver;
    private volatile @Nullable DatagramChannel channel;
    private volatile boolean stopped;

    Datagrams(
            ActorRef<UdpCommand> self,
            InetSocketAddress local,
            UdpOptions options,
            ActorRef<? super UdpEvent> listener) {
        this.self = self;
        this.local = local;
        this.options = options;
        this.feed = new Feed<>(listener, self, options.demand());
        this.unsent = new ArrayBlockingQueue<>(options.unsentMax());
        this.receiver = new Errand("mk-udp-receive " + local.getPort(), this::run);
    }

    Feed<UdpEvent> feed() {
        return feed;
    }

    /** Begins; the future completes when all is over and the listener knows. */
    CompletableFuture<Boolean> start() {
        return receiver.start();
    }

    /** Whether there was room. */
    boolean offer(UdpCommand.Send send) {
        return unsent.offer(send);
    }

    /** Ends the socket at once, and tells nobody: the actor stops. */
    void stop() {
        stopped = true;
        close();
        receiver.interrupt();
    }

    private void run() throws InterruptedException {
        try {
            var opened = open();
            if (opened != null) {
                exchange(opened);
            }
        } finally {
            close();
        }
    }

    private @Nullable DatagramChannel open() throws InterruptedException {
        try {
            var opened = openChannel();
            channel = opened;
            opened.setOption(StandardSocketOptions.SO_BROADCAST, options.broadcast());
            if (!options.groups().isEmpty()) {
                // Others on this machine may listen to the same group.
                opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            opened.bind(local);
            for (var group : options.groups()) {
                opened.setOption(StandardSocketOptions.IP_MULTICAST_IF, group.network());
                opened.join(group.address(), group.network());
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                feed.tell(new UdpEvent.BindFailed(self, NetFailure.of("cannot receive at " + local, e)));
            }
            return null;
        }
    }

    /** A socket takes datagrams of both families where it can, but it can join groups of its own family only. */
    private DatagramChannel openChannel() throws IOException {
        if (options.groups().isEmpty()) {
            return DatagramChannel.open();
        }
        boolean four = options.groups().getFirst().address() instanceof Inet4Address;
        return DatagramChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    }

    private void exchange(DatagramChannel opened) throws InterruptedException {
        var sender = Thread.ofVirtual().name("mk-udp-send " + local.getPort()).unstarted(() -> send(opened));
        try {
            if (feed.tell(new UdpEvent.Bound(self, (InetSocketAddress) opened.getLocalAddress()))) {
                sender.start();
                receive(opened);
            }
        } catch (IOException e) {
            if (!stopped) {
                feed.tell(new UdpEvent.Closed(self, NetFailure.of("receiving at " + local, e)));
            }
        } finally {
            sender.interrupt();
        }
    }

    private void receive(DatagramChannel opened) throws IOException, InterruptedException {
        // One byte more than is taken tells a longer datagram, of which the rest is lost, from one that fits.
        var buffer = ByteBuffer.allocate(options.receiveBytesMax() + 1);
        int dropped = 0;
        while (true) {
            var from = (InetSocketAddress) opened.receive(buffer.clear());
            if (buffer.position() > options.receiveBytesMax()) {
                dropped++;
                continue;
            }
            if (!feed.put(new UdpEvent.Received(self, from, Bytes.of(buffer.flip()), dropped))) {
                return;
            }
            dropped = 0;
        }
    }

    private void send(DatagramChannel opened) {
        try {
            while (true) {
                var next = unsent.take();
                try {
                    opened.send(next.datagram().toBuffer(), next.to());
                } catch (ClosedChannelException over) {
                    return;
                } catch (IOException | RuntimeException e) {
                    feed.tell(new UdpEvent.SendFailed(self, next.to(), NetFailure.of("sending to " + next.to(), e)));
                }
            }
        } catch (InterruptedException over) {
            // The receiver has ended.
        }
    }

    private void close() {
        var present = channel;
        if (present != null) {
            try {
                present.close();
            } catch (IOException e) {
                LOG.debug("Closing a UDP socket failed", e);
            }
        }
    }
}
