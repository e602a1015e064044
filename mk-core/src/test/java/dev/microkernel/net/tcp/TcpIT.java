package dev.microkernel.net.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections with peers that behave, and with some that do not. */
class TcpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("net").start();
    private final Probe<TcpEvent> probe = new Probe<TcpEvent>(system, "probe").within(PATIENCE);
    private ServerSocket peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        system.close();
    }

    private ActorRef<TcpCommand> connect(TcpOptions options) {
        return system.spawn(TcpConnection.to(peer.getLocalSocketAddress(), options, probe.ref()));
    }

    private Socket connected() throws IOException {
        var socket = peer.accept();
        probe.expectMessage(TcpEvent.Connected.class);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private String received() {
        return probe.expectMessage(TcpEvent.Received.class).message().utf8();
    }

    private void expectClosed(NetFailure.Kind kind) {
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure().map(NetFailure::kind))
                .contains(kind);
    }

    private static SocketAddress address(ActorRef<TcpServerCommand> server) {
        return server.ask(new TcpServerCommand.GetAddress(), SocketAddress.class, PATIENCE)
                .join();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Behavior<TcpEvent> echo(TcpEvent event) {
        if (event instanceof TcpEvent.Received(var from, var message)) {
            from.tell(new TcpCommand.Write(message));
        }
        return Behavior.same();
    }

    // ---- both sides ours

    @Test
    void aServerEchoes() {
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, 10, (context, client) -> TcpIT::echo));
        var connection = system.spawn(TcpConnection.to(address(server), TcpOptions.DEFAULT, probe.ref()));
        connection.tell(new TcpCommand.Write("written before it is open"));

        var connected = probe.expectMessage(TcpEvent.Connected.class);
        assertThat(connected.connection()).isEqualTo(connection);
        assertThat(connected.info().remote()).isEqualTo(address(server));
        assertThat(received()).isEqualTo("written before it is open");

        connection.tell(new TcpCommand.Close());
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
        probe.expectTerminated(connection);
    }

    @Test
    void messagesKeepTheirBoundsAndOrder() {
        var options =
                TcpOptions.DEFAULT.withFraming(Framing.lengthPrefixed(100_000)).withReadBytesMax(16);
        var server = system.spawn(TcpServer.of(anyPort(), options, 10, (context, client) -> TcpIT::echo));
        var connection = system.spawn(TcpConnection.to(address(server), options, probe.ref()));
        probe.expectMessage(TcpEvent.Connected.class);
        for (int length : new int[] {0, 1, 15, 16, 17, 50_000}) {
            connection.tell(new TcpCommand.Write("x".repeat(length)));
            assertThat(received()).hasSize(length);
        }
    }

    @Test
    void aServerTakesNoMoreClientsThanItMay() throws Exception {
        var clients = new AtomicInteger();
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, 2, (context, client) -> {
            clients.incrementAndGet();
            return TcpIT::echo;
        }));
        var address = (InetSocketAddress) address(server);
        var first = new Socket(address.getAddress(), address.getPort());
        try (var second = new Socket(address.getAddress(), address.getPort());
                var third = new Socket(address.getAddress(), address.getPort())) {
            send(first, "a");
            assertThat(first.getInputStream().read()).isEqualTo('a');
            send(second, "b");
            assertThat(second.getInputStream().read()).isEqualTo('b');
            send(third, "c");
            third.setSoTimeout(200);
            assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(clients).hasValue(2);

            first.close();
            third.setSoTimeout((int) PATIENCE.toMillis());
            assertThat(third.getInputStream().read()).isEqualTo('c');
        }
    }

    @Test
    void aClientThatEndsItsOutputStillGetsItsAnswer() throws Exception {
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, 10, (context, client) -> event -> {
            if (event instanceof TcpEvent.InputEnded(var from)) {
                from.tell(new TcpCommand.Write("bye"));
            }
            return echo(event);
        }));
        var address = (InetSocketAddress) address(server);
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            send(socket, "hello ");
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("hello bye".getBytes(UTF_8));
        }
    }

    @Test
    void aHandlerThatFailsCostsItsOwnClientOnly() throws Exception {
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, 10, (context, client) -> event -> {
            if (event instanceof TcpEvent.Received(var from, var message)
                    && message.utf8().equals("bad")) {
                throw new IllegalStateException("bad client");
            }
            return echo(event);
        }));
        var address = (InetSocketAddress) address(server);
        try (var good = new Socket(address.getAddress(), address.getPort());
                var bad = new Socket(address.getAddress(), address.getPort())) {
            send(bad, "bad");
            assertThat(bad.getInputStream().read()).isEqualTo(-1);
            send(good, "g");
            assertThat(good.getInputStream().read()).isEqualTo('g');
        }
    }

    @Test
    void aServerThatStopsDisconnectsItsClients() {
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, 10, (context, client) -> TcpIT::echo));
        var connection = system.spawn(TcpConnection.to(address(server), TcpOptions.DEFAULT, probe.ref()));
        connection.tell(new TcpCommand.Write("hello"));
        probe.expectMessage(TcpEvent.Connected.class);
        received();
        system.stop(server);

        probe.expectMessage(TcpEvent.InputEnded.class);
        probe.expectMessage(TcpEvent.Closed.class);
    }

    @Test
    void anAddressInUseFailsTheServer() {
        var server = system.spawn(ActorSpec.of(context -> {
                    context.spawn(TcpServer.of(
                                    peer.getLocalSocketAddress(), TcpOptions.DEFAULT, 1, (inner, client) -> TcpIT::echo)
                            .withRestart(RestartType.TEMPORARY));
                    return Behavior.of(message -> Behavior.same(), signal -> {
                        if (signal instanceof Signal.ChildFailed failed) {
                            return Behavior.stopped(failed.reason());
                        }
                        return Behavior.same();
                    });
                })
                .withRestart(RestartType.TEMPORARY));

        assertThat(probe.expectTerminated(server).failure())
                .hasMessageContaining("cannot listen at")
                .isInstanceOfSatisfying(
                        NetException.class, e -> assertThat(e.failure().kind()).isEqualTo(NetFailure.Kind.BIND));
    }

    // ---- demand

    @Test
    void deliversNoMoreThanIsAskedFor() throws Exception {
        var connection =
                connect(TcpOptions.DEFAULT.withFraming(Framing.lines(10)).withDemand(1));
        try (var socket = connected()) {
            send(socket, "1\n2\n3\n4\n");
            assertThat(received()).isEqualTo("1");
            probe.expectNothing(Duration.ofMillis(200));
            connection.tell(new TcpCommand.Demand(2));
            assertThat(received()).isEqualTo("2");
            assertThat(received()).isEqualTo("3");
            probe.expectNothing(Duration.ofMillis(200));
        }
    }

    @Test
    void readsNothingWhileTheListenersMailboxIsFullAndLosesNothing() throws Exception {
        var bytes = new AtomicLong();
        var wrong = new AtomicInteger();
        var listener = system.spawn(ActorSpec.<TcpEvent>of(context -> event -> {
                    if (event instanceof TcpEvent.Received(var from, var message)) {
                        for (int i = 0; i < message.length(); i++) {
                            wrong.addAndGet(message.get(i) == (byte) bytes.getAndIncrement() ? 0 : 1);
                        }
                    }
                    return Behavior.same();
                })
                .withMailbox(MailboxSpec.bounded(4)));
        system.suspend(listener);
        system.spawn(TcpConnection.to(peer.getLocalSocketAddress(), TcpOptions.DEFAULT, listener));
        long expected;
        try (var socket = peer.accept()) {
            var out = socket.getOutputStream();
            var piece = new byte[10_000];
            var writer = new AtomicLong();
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    for (int n = 0; n < 3_000; n++) {
                        for (int i = 0; i < piece.length; i++) {
                            piece[i] = (byte) (n * (long) piece.length + i);
                        }
                        out.write(piece);
                        writer.addAndGet(piece.length);
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            // 30 MB do not fit into what the kernel buffers: the peer has to wait.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ofMillis(300))
                    .until(() -> {
                        long before = writer.get();
                        Thread.sleep(200);
                        return before > 0 && before == writer.get();
                    });
            assertThat(thread.isAlive()).isTrue();
            assertThat(system.deadLetters().count(DeadLetter.Reason.FULL)).isZero();
            system.resume(listener);
            thread.join(PATIENCE);
            expected = writer.get();
        }
        assertThat(expected).isEqualTo(30_000_000);
        Awaitility.await().atMost(PATIENCE).until(() -> bytes.get() == expected);
        assertThat(wrong).hasValue(0);
        assertThat(system.deadLetters().count(DeadLetter.Reason.FULL)).isZero();
    }

    @Test
    void refusesWritesBeyondTheBoundAndSaysWhenAllIsWritten() throws Exception {
        var connection = connect(TcpOptions.DEFAULT.withUnwrittenMax(10_000_000, 3));
        try (var socket = connected()) {
            for (int token = 1; token <= 3; token++) {
                connection.tell(new TcpCommand.Write(Bytes.of(new byte[8_000_000]), token));
                if (token == 1) {
                    continue;
                }
                var refused = probe.expectMessage(TcpEvent.WriteRefused.class);
                assertThat(refused.token()).isEqualTo(token);
                assertThat(refused.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT);
            }
            assertThat(socket.getInputStream().readNBytes(8_000_000)).hasSize(8_000_000);
            assertThat(probe.expectMessage(TcpEvent.Written.class).token()).isEqualTo(1);
            probe.expectMessage(TcpEvent.Drained.class);
        }
    }

    // ---- ends

    @Test
    void goesOnReceivingWhenItsOwnOutputHasEnded() throws Exception {
        var connection = connect(TcpOptions.DEFAULT);
        try (var socket = connected()) {
            connection.tell(new TcpCommand.Write("question"));
            connection.tell(new TcpCommand.FinishOutput());
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("question".getBytes(UTF_8));
            connection.tell(new TcpCommand.Write("too late"));
            assertThat(probe.expectMessage(TcpEvent.WriteRefused.class)
                            .failure()
                            .message())
                    .contains("has ended");
            send(socket, "answer");
            assertThat(received()).isEqualTo("answer");
        }
        probe.expectMessage(TcpEvent.InputEnded.class);
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void goesOnSendingWhenThePeersOutputHasEndedIfItIsToStayHalfOpen() throws Exception {
        var connection = connect(TcpOptions.DEFAULT.withStaysHalfOpen(true));
        try (var socket = connected()) {
            socket.shutdownOutput();
            probe.expectMessage(TcpEvent.InputEnded.class);
            connection.tell(new TcpCommand.Write("still here"));
            connection.tell(new TcpCommand.Close());
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("still here".getBytes(UTF_8));
        }
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void writesWhatWaitsWhenThePeerHasFinished() throws Exception {
        var connection = connect(TcpOptions.DEFAULT.withUnwrittenMax(20_000_000, 10));
        try (var socket = connected()) {
            connection.tell(new TcpCommand.Write(Bytes.of(new byte[10_000_000])));
            assertThat(socket.getInputStream().read()).isZero();
            socket.shutdownOutput();
            probe.expectMessage(TcpEvent.InputEnded.class);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(9_999_999);
        }
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void closingWritesAllThoughThePeerSendsWhatNobodyWants() throws Exception {
        var connection = connect(TcpOptions.DEFAULT.withDemand(0));
        try (var socket = connected()) {
            send(socket, "unwanted");
            connection.tell(new TcpCommand.Write(Bytes.of(new byte[900_000])));
            connection.tell(new TcpCommand.Close());
            send(socket, "unwanted as well");
            assertThat(socket.getInputStream().readAllBytes()).hasSize(900_000);
        }
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void aPeerThatNeverEndsItsOutputDoesNotKeepAClosedConnection() throws Exception {
        var connection = connect(TcpOptions.DEFAULT);
        try (var socket = connected()) {
            connection.tell(new TcpCommand.Close());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
            probe.expectTerminated(connection);
        }
    }

    @Test
    void aResetIsABreakage() throws Exception {
        connect(TcpOptions.DEFAULT.withFraming(Framing.lines(100)));
        var socket = connected();
        send(socket, "half a li");
        socket.setSoLinger(true, 0);
        socket.close();
        expectClosed(NetFailure.Kind.BROKEN);
    }

    @Test
    void aStreamThatEndsWithinAMessageIsABreakage() throws Exception {
        connect(TcpOptions.DEFAULT.withFraming(Framing.lengthPrefixed(100)));
        try (var socket = connected()) {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 50, 1});
        }
        expectClosed(NetFailure.Kind.BROKEN);
    }

    @Test
    void aMessageThatIsTooLongClosesTheConnection() throws Exception {
        connect(TcpOptions.DEFAULT.withFraming(Framing.lines(10)));
        try (var socket = connected()) {
            send(socket, "fine\n" + "x".repeat(20));
            assertThat(received()).isEqualTo("fine");
            expectClosed(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void aConnectionWithoutABytePassingIsGivenUp() throws Exception {
        connect(TcpOptions.DEFAULT.withIdleTimeout(Duration.ofMillis(300)));
        try (var socket = connected()) {
            send(socket, "a");
            assertThat(received()).isEqualTo("a");
            expectClosed(NetFailure.Kind.TIMEOUT);
        }
    }

    @Test
    void theTimeInWhichTheListenerTakesNothingIsNotIdle() throws Exception {
        var connection = connect(TcpOptions.DEFAULT.withDemand(0).withIdleTimeout(Duration.ofMillis(200)));
        try (var socket = connected()) {
            send(socket, "a");
            probe.expectNothing(Duration.ofMillis(800));
            connection.tell(new TcpCommand.Demand(1));
            assertThat(received()).isEqualTo("a");
            expectClosed(NetFailure.Kind.TIMEOUT);
        }
    }

    // ---- not connected

    @Test
    void nobodyListens() throws Exception {
        peer.close();
        var connection = connect(TcpOptions.DEFAULT);
        var failed = probe.expectMessage(TcpEvent.ConnectFailed.class);
        assertThat(failed.failure().kind()).isEqualTo(NetFailure.Kind.REFUSED);
        assertThat(failed.failure().message()).contains(":" + peer.getLocalPort());
        probe.expectTerminated(connection);
    }

    @Test
    void aNameWithoutAnAddress() {
        // No resolver is asked: a label has at most 63 bytes.
        var address = InetSocketAddress.createUnresolved("x".repeat(64) + ".invalid", 80);
        system.spawn(TcpConnection.to(address, TcpOptions.DEFAULT, probe.ref()));
        assertThat(probe.expectMessage(TcpEvent.ConnectFailed.class).failure().kind())
                .isEqualTo(NetFailure.Kind.UNKNOWN_HOST);
    }

    @Test
    void triesAllAddressesOfAName() throws Exception {
        // localhost may be ::1 first, where nobody listens.
        system.spawn(TcpConnection.to(
                InetSocketAddress.createUnresolved("localhost", peer.getLocalPort()), TcpOptions.DEFAULT, probe.ref()));
        connected().close();
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
        var waiting = new ArrayList<SocketChannel>();
        try (var full = ServerSocketChannel.open().bind(anyPort(), 1)) {
            for (int i = 0; i < 3; i++) {
                var channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(full.getLocalAddress());
                waiting.add(channel);
            }
            system.spawn(TcpConnection.to(
                    full.getLocalAddress(),
                    TcpOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300)),
                    probe.ref()));
            var failure = probe.expectMessage(TcpEvent.ConnectFailed.class).failure();
            assertThat(failure.kind()).isEqualTo(NetFailure.Kind.TIMEOUT);
            assertThat(failure.message()).contains("took longer than PT0.3S");
        } finally {
            for (var channel : waiting) {
                channel.close();
            }
        }
    }

    // ---- the listener's end

    @Test
    void theConnectionEndsWithItsParent() throws Exception {
        var owner = system.spawn(ActorSpec.<TcpEvent>of(context -> {
            context.spawn(TcpConnection.to(peer.getLocalSocketAddress(), TcpOptions.DEFAULT, context.self()));
            return event -> Behavior.same();
        }));
        try (var socket = peer.accept()) {
            system.stop(owner);
            expectEnd(socket);
        }
    }

    @Test
    void theConnectionEndsWithALifeOfItsParent() throws Exception {
        system.spawn(ActorSpec.<TcpEvent>of(context -> {
            context.spawn(TcpConnection.to(peer.getLocalSocketAddress(), TcpOptions.DEFAULT, context.self()));
            return event -> {
                if (event instanceof TcpEvent.Received) {
                    throw new IllegalStateException("planned");
                }
                return Behavior.same();
            };
        }));
        try (var socket = peer.accept()) {
            send(socket, "fail");
            expectEnd(socket);
            peer.accept().close(); // the next life connects again
        }
    }

    @Test
    void theConnectionEndsWithAListenerThatIsNotItsParent() throws Exception {
        var listener = system.spawn(ActorSpec.<TcpEvent>of(context -> event -> Behavior.same()));
        var connection = system.spawn(TcpConnection.to(peer.getLocalSocketAddress(), TcpOptions.DEFAULT, listener));
        try (var socket = peer.accept()) {
            system.stop(listener);
            expectEnd(socket);
            probe.expectTerminated(connection);
        }
    }

    private static void expectEnd(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    // ---- Unix domain sockets

    @Test
    void unixSocketsCarryTheSame(@TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("mk.sock"));
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            assertThat(left.isOpen()).isTrue();
        }
        assertThat(address.getPath()).as("left behind").exists();
        var server = system.spawn(TcpServer.of(address, TcpOptions.DEFAULT, 10, (context, client) -> TcpIT::echo));
        assertThat(address(server)).isEqualTo(address);
        var connection = system.spawn(TcpConnection.to(address, TcpOptions.DEFAULT, probe.ref()));
        connection.tell(new TcpCommand.Write("hello"));
        probe.expectMessage(TcpEvent.Connected.class);
        assertThat(received()).isEqualTo("hello");
        system.stop(server);
        probe.expectMessage(TcpEvent.InputEnded.class);
        probe.expectTerminated(server);
        assertThat(address.getPath()).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("precious.txt"), "keep");
        assertThatThrownBy(() -> ListeningSocket.open(UnixDomainSocketAddress.of(file)))
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("keep");
    }

    // ---- many

    @Test
    void aThousandConnectionsCostLittleAndLeaveNothing() {
        int count = 1_000;
        var server = system.spawn(TcpServer.of(anyPort(), TcpOptions.DEFAULT, count, (context, client) -> TcpIT::echo));
        var address = address(server);
        long before = usedHeap();
        long actorsBefore = system.actors();
        var connections = new ArrayList<ActorRef<TcpCommand>>();
        var echoed = new AtomicInteger();
        var listener = system.spawn(ActorSpec.<TcpEvent>of(context -> event -> {
            if (event instanceof TcpEvent.Received) {
                echoed.incrementAndGet();
            }
            return Behavior.same();
        }));
        for (int i = 0; i < count; i++) {
            connections.add(system.spawn(TcpConnection.to(address, TcpOptions.DEFAULT, listener)));
        }
        for (int round = 1; round <= 5; round++) {
            connections.forEach(connection -> connection.tell(new TcpCommand.Write("x")));
            int expected = round * count;
            Awaitility.await().atMost(PATIENCE).untilAtomic(echoed, Matchers.equalTo(expected));
        }
        // Both ends: two buffers of 8 KiB, three actors and four virtual threads.
        assertThat((usedHeap() - before) / count)
                .as("bytes for each connection, both ends")
                .isLessThan(64_000);

        connections.forEach(system::stop);
        Awaitility.await().atMost(PATIENCE).until(() -> system.actors() == actorsBefore + 1);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
