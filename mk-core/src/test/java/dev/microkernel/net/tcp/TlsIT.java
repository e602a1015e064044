package dev.microkernel.net.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.TestCertificates;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, with our own server and with that of OpenSSL. */
class TlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("tls").start();
    private final Probe<TcpEvent> probe = new Probe<TcpEvent>(system, "probe").within(PATIENCE);
    private final Probe<TcpEvent> served = new Probe<TcpEvent>(system, "served").within(PATIENCE);

    @AfterEach
    void close() {
        system.close();
    }

    private int serve(Tls tls) {
        var server = system.spawn(TcpServer.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TcpOptions.DEFAULT.withTls(tls),
                10,
                (context, client) -> event -> {
                    served.ref().tell(event);
                    if (event instanceof TcpEvent.Received(var from, var message)) {
                        from.tell(new TcpCommand.Write(message));
                    }
                    return Behavior.same();
                }));
        return ((InetSocketAddress) server.ask(new TcpServerCommand.GetAddress(), SocketAddress.class, PATIENCE)
                        .join())
                .getPort();
    }

    private ActorRef<TcpCommand> connect(int port, Tls tls) {
        return connect(port, TcpOptions.DEFAULT.withTls(tls));
    }

    private ActorRef<TcpCommand> connect(int port, TcpOptions options) {
        var address = InetSocketAddress.createUnresolved("localhost", port);
        return system.spawn(TcpConnection.to(address, options, probe.ref()));
    }

    private TcpInfo.TlsInfo connected(Probe<TcpEvent> side) {
        return side.expectMessage(TcpEvent.Connected.class).info().tls().orElseThrow();
    }

    private static String nameOf(TcpInfo.TlsInfo tls) {
        var certificate = (X509Certificate) tls.peerCertificates().getFirst();
        return certificate.getSubjectX500Principal().getName();
    }

    private void expectEcho(ActorRef<TcpCommand> connection, int length) {
        var sent = Bytes.utf8("x".repeat(length));
        connection.tell(new TcpCommand.Write(sent));
        int received = 0;
        while (received < length) {
            received += probe.expectMessage(TcpEvent.Received.class).message().length();
        }
        assertThat(received).isEqualTo(length);
    }

    @Test
    void bothSidesKnowWhatWasNegotiated() {
        var tls = Tls.of(TestCertificates.context(TestCertificates.LOCALHOST)).withApplicationProtocols("b", "a");
        int port = serve(tls);
        var connection = connect(port, Tls.of(TestCertificates.context()).withApplicationProtocols("a", "c"));

        var client = connected(probe);
        assertThat(client.protocol()).isEqualTo("TLSv1.3");
        assertThat(client.applicationProtocol()).isEqualTo("a");
        assertThat(nameOf(client)).isEqualTo("CN=localhost");
        var server = connected(served);
        assertThat(server.applicationProtocol()).isEqualTo("a");
        assertThat(server.peerCertificates()).isEmpty();
        expectEcho(connection, 100_000);
        connection.tell(new TcpCommand.Close());
        probe.ignore(TcpEvent.Received.class);
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void theServerPicksTheCertificateByTheNameAskedFor() {
        int port = serve(Tls.of(TestCertificates.context(TestCertificates.LOCALHOST, TestCertificates.OTHER)));
        connect(port, Tls.of(TestCertificates.context()).withServerName("other.example"));
        assertThat(nameOf(connected(probe))).isEqualTo("CN=other");
        connect(port, Tls.of(TestCertificates.context()));
        assertThat(nameOf(connected(probe))).isEqualTo("CN=localhost");
    }

    @Test
    void clientsShowTheirCertificatesIfTheyMust() {
        int port = serve(Tls.of(TestCertificates.context(TestCertificates.LOCALHOST))
                .withClientCertificate(Tls.ClientCertificate.REQUIRED));
        var connection = connect(port, Tls.of(TestCertificates.context(TestCertificates.CLIENT)));
        assertThat(nameOf(connected(served))).isEqualTo("CN=client");
        connected(probe);
        expectEcho(connection, 10);
    }

    @Test
    void aClientWithoutACertificateIsRefusedIfItMustHaveOne() {
        int port = serve(Tls.of(TestCertificates.context(TestCertificates.LOCALHOST))
                .withClientCertificate(Tls.ClientCertificate.REQUIRED));
        connect(port, Tls.of(TestCertificates.context()));
        assertThat(served.expectMessage(TcpEvent.ConnectFailed.class).failure().kind())
                .isEqualTo(NetFailure.Kind.TLS);
        // In TLS 1.3 the client hears of it behind its own handshake.
        probe.expectMessage(TcpEvent.Connected.class);
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure().map(NetFailure::kind))
                .contains(NetFailure.Kind.TLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestCertificates.OTHER, TestCertificates.EXPIRED, TestCertificates.SELF_SIGNED})
    void aCertificateOfAnotherHostExpiredOrByAStrangerIsRefused(String certificate) {
        int port = serve(Tls.of(TestCertificates.context(certificate)));
        connect(port, Tls.of(TestCertificates.context()));

        var failure = probe.expectMessage(TcpEvent.ConnectFailed.class).failure();
        assertThat(failure.kind()).isEqualTo(NetFailure.Kind.TLS);
        assertThat(failure.message()).contains("localhost:" + port);
        assertThat(served.expectMessage(TcpEvent.ConnectFailed.class).failure().kind())
                .isEqualTo(NetFailure.Kind.TLS);
    }

    @Test
    void halfOfATlsConnectionCanBeClosed() {
        var options = TcpOptions.DEFAULT.withTls(Tls.of(TestCertificates.context()));
        int port = serve(Tls.of(TestCertificates.context(TestCertificates.LOCALHOST)));
        var connection = connect(port, options);
        connected(probe);
        connection.tell(new TcpCommand.Write("last"));
        connection.tell(new TcpCommand.FinishOutput());
        assertThat(probe.expectMessage(TcpEvent.Received.class).message().utf8())
                .isEqualTo("last");
        probe.expectMessage(TcpEvent.InputEnded.class);
        assertThat(probe.expectMessage(TcpEvent.Closed.class).failure()).isEmpty();
    }

    @Test
    void aServerThatDoesNotShakeHandsIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            connect(
                    silent.getLocalPort(),
                    TcpOptions.DEFAULT
                            .withTls(Tls.of(TestCertificates.context()))
                            .withConnectTimeout(Duration.ofMillis(400)));
            assertThat(probe.expectMessage(TcpEvent.ConnectFailed.class)
                            .failure()
                            .kind())
                    .isEqualTo(NetFailure.Kind.TIMEOUT);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsRefused() throws IOException {
        try (var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            connect(plain.getLocalPort(), Tls.of(TestCertificates.context()));
            try (var socket = plain.accept()) {
                socket.getOutputStream().write("220 welcome\r\n".getBytes(UTF_8));
                assertThat(probe.expectMessage(TcpEvent.ConnectFailed.class)
                                .failure()
                                .kind())
                        .isEqualTo(NetFailure.Kind.TLS);
            }
        }
    }

    @Test
    void unixSocketsHaveNoTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpConnection.to(
                        UnixDomainSocketAddress.of(Path.of("/tmp/x")),
                        TcpOptions.DEFAULT.withTls(Tls.ofDefaults()),
                        probe.ref()))
                .withMessageContaining("no TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void speaksWithOpenSsl(String version) throws Exception {
        try (var openssl = new OpenSsl(version, "-Verify", "1", "-verify_return_error", "-alpn", "mk,h2")) {
            var connection = connect(
                    openssl.port,
                    Tls.of(TestCertificates.context(TestCertificates.CLIENT)).withApplicationProtocols("mk"));
            var tls = connected(probe);
            assertThat(tls.protocol()).isEqualTo(version.equals("-tls1_3") ? "TLSv1.3" : "TLSv1.2");
            assertThat(tls.applicationProtocol()).isEqualTo("mk");
            connection.tell(new TcpCommand.Write("abc\n")); // -rev answers each line backwards
            assertThat(probe.expectMessage(TcpEvent.Received.class).message().utf8())
                    .isEqualTo("cba\n");
        }
    }

    /** {@code openssl s_server}, which answers each line backwards. */
    private static final class OpenSsl implements AutoCloseable {
        private final Process process;
        private final int port;

        OpenSsl(String... options) throws IOException, InterruptedException {
            var folder = TestCertificates.store().getParent();
            var pem = folder.resolve("localhost.pem");
            Files.writeString(pem, TestCertificates.pem(TestCertificates.LOCALHOST));
            var ca = folder.resolve("ca.pem");
            Files.writeString(ca, TestCertificates.authorityPem());
            try (var free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            var command = new ArrayList<>(List.of(
                    "openssl",
                    "s_server",
                    "-accept",
                    "127.0.0.1:" + port,
                    "-cert",
                    pem.toString(),
                    "-CAfile",
                    ca.toString(),
                    "-rev"));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                try (var attempt = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return attempt.isConnected();
                } catch (IOException notYet) {
                    return false;
                }
            });
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
