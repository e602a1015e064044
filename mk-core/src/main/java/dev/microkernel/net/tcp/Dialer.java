package dev.microkernel.net.tcp;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.dns.Lookups;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Connects to an address, trying all that a name has, in their order. */
record Dialer(SocketAddress address, TcpOptions options) implements Opener {

    @Override
    public ByteStream open(Holder holder) throws IOException, InterruptedException {
        return switch (address) {
            case UnixDomainSocketAddress unix -> {
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                holder.hold(channel);
                channel.connect(unix);
                yield new ChannelStream(channel);
            }
            case InetSocketAddress inet -> secured(connect(inet, holder), inet.getHostString());
            default ->
                throw new NetException(
                        NetFailure.Kind.IO,
                        "only IP and Unix domain socket addresses can be connected, address=" + address);
        };
    }

    private ByteStream secured(SocketChannel channel, String host) throws IOException {
        configure(channel, options);
        return options.tls().isPresent()
                ? TlsStream.client(channel, options.tls().get(), host)
                : new ChannelStream(channel);
    }

    private SocketChannel connect(InetSocketAddress host, Holder holder) throws IOException, InterruptedException {
        IOException failure = null;
        for (var candidate : candidates(host)) {
            var channel = SocketChannel.open();
            holder.hold(channel);
            try {
                channel.connect(candidate);
                return channel;
            } catch (IOException e) {
                ChannelStream.close(channel);
                failure = withFormer(failure, e);
            }
        }
        throw failure == null
                ? new NetException(NetFailure.Kind.UNKNOWN_HOST, "host " + host.getHostString() + " has no address")
                : failure;
    }

    private static IOException withFormer(@Nullable IOException former, IOException latest) {
        if (former != null) {
            latest.addSuppressed(former);
        }
        return latest;
    }

    private List<InetSocketAddress> candidates(InetSocketAddress host) throws IOException, InterruptedException {
        if (!host.isUnresolved()) {
            return List.of(host);
        }
        var lookup = Lookups.resolve(host.getHostString());
        try {
            return lookup.get(options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS).stream()
                    .map(found -> new InetSocketAddress(found, host.getPort()))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            throw new NetException(NetFailure.of("looking up " + host.getHostString(), e));
        } finally {
            lookup.cancel(false);
        }
    }

    static void configure(SocketChannel channel, TcpOptions options) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
    }
}
