package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that say no hello, over Unix domain sockets and TCP. */
class PlainIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @MessageType(202)
    record Ping(long nonce) {}

    @MessageType(203)
    record Pong(long nonce) {}

    @TempDir
    private Path folder;

    private final ActorSystem one = ActorSystem.named("one").nodeId(1).start();
    private final ActorSystem two = ActorSystem.named("two").nodeId(2).start();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void nodesMountEachOtherByAUnixSocketAndFindBack() throws Exception {
        requireMountedBothWays(UnixDomainSocketAddress.of(folder.resolve("mk.sock")));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nodesMountEachOtherByTcp() throws Exception {
        int port;
        try (var free = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = ((InetSocketAddress) free.getLocalAddress()).getPort();
        }
        requireMountedBothWays(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void requireMountedBothWays(SocketAddress address) throws Exception {
        var echo = one.spawn(
                "echo",
                ActorSpec.<Ping>of(context -> ping -> {
                            context.reply(new Pong(ping.nonce()));
                            return Behavior.same();
                        })
                        .withWireMessages(Ping.class));
        one.registry().register("echo", echo);
        var opening = two.mount(new PlainPeer(address, 1, "one", true)); // nobody listens yet: it tries again
        var listening = one.mount(new PlainPeer(address, 2, "two", false));
        requireEcho();
        assertThat(listening.peer()).isPresent();

        listening.close();
        await(() -> two.registry().lookup("echo").isEmpty());
        assertThat(opening.lastError()).isPresent();
        try (var again = one.mount(new PlainPeer(address, 2, "two", false))) {
            requireEcho();
            assertThat(again.addresses()).containsExactly(address);
        }
    }

    private void requireEcho() throws Exception {
        await(() -> two.registry().lookup("echo").isPresent());
        ActorRef<Object> remote = two.registry().lookup("echo").orElseThrow();
        assertThat(remote.ask(new Ping(42), Pong.class, PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(new Pong(42));
    }

    /** As a node in C writes and reads it: the header in the machine's order, the payload little-endian. */
    @Test
    void framesOnAUnixSocketAreInTheMachinesOrder() throws Exception {
        var actor = one.spawn("named", context -> message -> Behavior.same());
        one.registry().register("named", actor);
        var address = UnixDomainSocketAddress.of(folder.resolve("raw.sock"));
        var _ = one.mount(new PlainPeer(address, 5, "raw", false));
        try (var raw = SocketChannel.open(address)) {
            var frame = ByteBuffer.allocate(28 + 72).order(ByteOrder.nativeOrder());
            while (frame.hasRemaining()) {
                assertThat(raw.read(frame)).isPositive();
            }
            frame.flip();
            assertThat(frame.getLong()).isZero();
            assertThat(frame.getLong()).isZero();
            assertThat(frame.getInt()).isEqualTo(0xFF000012);
            assertThat(frame.getInt()).isEqualTo(72);
        }
    }

    @Test
    void aSecondConnectionIsRefusedWhileTheFirstLives() throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("busy.sock"));
        var mount = one.mount(new PlainPeer(address, 5, "raw", false));
        try (var first = SocketChannel.open(address)) {
            await(() -> mount.peer().isPresent());
            try (var second = SocketChannel.open(address)) {
                assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            assertThat(mount.peer()).isPresent();
            await(() -> mount.lastError().isPresent()); // it is said when the connection is closed already
            assertThat(mount.lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("in use by raw(5)"));
            assertThat(first.isOpen()).isTrue();
        }
        await(() -> mount.peer().isEmpty());
    }

    @Test
    void aSocketThatAKilledProcessLeftIsReplacedAndNothingElseIs() throws IOException {
        var stale = UnixDomainSocketAddress.of(folder.resolve("stale.sock"));
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(stale).close();
        assertThat(stale.getPath()).exists();
        one.mount(new PlainPeer(stale, 5, "raw", false)).close();

        var file = Files.writeString(folder.resolve("precious"), "content");
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> one.mount(new PlainPeer(UnixDomainSocketAddress.of(file), 5, "raw", false)))
                .withMessageContaining("there is a file that is no socket");
        assertThat(file).hasContent("content");

        var taken = UnixDomainSocketAddress.of(folder.resolve("taken.sock"));
        try (var somebody =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(taken)) {
            assertThatExceptionOfType(MountException.class)
                    .isThrownBy(() -> one.mount(new PlainPeer(taken, 5, "raw", false)))
                    .withMessageContaining("somebody listens there");
            assertThat(somebody.isOpen()).isTrue();
        }
    }

    @Test
    void refusesAnAddressBeyondThisMachine() {
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> one.mount(new PlainPeer(new InetSocketAddress("0.0.0.0", 4200), 5, "raw", false)))
                .withMessageContaining("by a Unix domain socket or on loopback only");
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> one.mount(
                        new PlainPeer(UnixDomainSocketAddress.of(folder.resolve("own.sock")), 1, "me", false)))
                .withMessageContaining("has this node's own id");
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(PATIENCE).until(condition::getAsBoolean);
    }
}
