package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.MountException;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.Hello;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to other nodes and makes links of them. */
final class Dialer {

    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    private final Kernel kernel;
    private final LocalNode self;
    private final LinkTable table;
    private final Greeter greeter;

    Dialer(Kernel kernel, LocalNode self, LinkTable table, Greeter greeter) {
        this.kernel = kernel;
        this.self = self;
        this.table = table;
        this.greeter = greeter;
    }

    /** Opens a connection. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws IOException;
    }

    /** Does all that it takes. */
    @FunctionalInterface
    interface Mounting {
        Link run() throws IOException;
    }

    /** Mounts a node at an address. Completed exceptionally with a {@link MountException}. */
    CompletableFuture<Link> dial(InetSocketAddress address) {
        return dial(Links.text(address), () -> open(address));
    }

    /** Mounts a node that is reached somehow else. */
    CompletableFuture<Link> dial(String to, Opening opening) {
        return aside(to, () -> mount(opening));
    }

    /** Mounts on a strand of its own, and says what went wrong. */
    CompletableFuture<Link> aside(String address, Mounting mounting) {
        var mounted = new CompletableFuture<Link>();
        var _ = kernel.startStrand("mk-connect-" + address, () -> {
            try {
                mounted.complete(mounting.run());
            } catch (IOException e) {
                mounted.completeExceptionally(
                        new MountException("node at " + address + " cannot be mounted: " + e.getMessage(), e));
            } catch (RefusedException e) {
                mounted.completeExceptionally(
                        new MountException("node at " + address + " cannot be mounted: " + e.text(), e));
            } catch (RuntimeException e) {
                mounted.completeExceptionally(e);
            }
        });
        return mounted;
    }

    private Connection open(InetSocketAddress named) throws IOException {
        var address = named.isUnresolved() ? new InetSocketAddress(named.getHostString(), named.getPort()) : named;
        if (address.isUnresolved()) {
            throw new MountException("host is unknown, address=" + Links.text(address), null);
        }
        var channel = SocketChannel.open();
        try {
            channel.connect(address);
            var connection = new SocketConnection(channel);
            connection.configure();
            var tls = self.settings().tls();
            return tls == null ? connection : connection.encrypted(tls);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Says hello to another node, as MK02 and, if it hangs up on that and may be of MK01, as MK01. On a strand. */
    private Link mount(Opening opening) throws IOException {
        var connection = opening.open();
        var remote = connection.remote();
        try {
            return begin(greeter.dial(connection));
        } catch (NotAnsweredException hungUp) {
            connection.close();
            var legacy = self.legacy();
            if (legacy == null || !self.settings().fallsBack(remote)) {
                throw hungUp;
            }
            return mountLegacy(opening.open(), legacy);
        } catch (RefusedException refusal) {
            refusal.sayLastWords();
            connection.close();
            var peer = refusal.peer();
            var present = refusal.reason() == GoodbyeReason.CONNECTED && peer != null ? table.linkWith(peer) : null;
            if (present == null) {
                throw refusal;
            }
            return present; // the peer was first
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Link mountLegacy(Connection connection, Hello legacy) throws IOException {
        try {
            return begin(greeter.dialLegacy(connection, legacy));
        } catch (EOFException e) {
            connection.close();
            throw new MountException(
                    "node at " + connection.address() + " closed the connection without an answer: it refuses node"
                            + " id " + self.name().nodeId() + ", which is probably in use there; choose another",
                    e);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Link begin(Greeting greeting) {
        var link = table.claimOrJoin(greeting);
        if (!link.runsOver(greeting.connection())) {
            greeting.connection().close();
            return link;
        }
        try {
            LOG.info("{} is mounted on node {}", self.name(), link);
            link.start(greeting.received());
            return link;
        } catch (RuntimeException | Error e) {
            link.close("it could not be started");
            throw e;
        }
    }
}
