package dev.microkernel.net.websocket;

import static dev.microkernel.net.RawServer.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.RawServer;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpGrant;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a test does with a connection that is open. */
    @FunctionalInterface
    private interface Script {
        void run(WebSocketServer server) throws Exception;
    }

    private final ActorSystem system = ActorSystem.named("ws").start();
    private final Http http = Http.of(HttpOptions.DEFAULT);
    private final Probe<WebSocketEvent> probe = new Probe<WebSocketEvent>(system, "probe").within(PATIENCE);

    /** What the server has seen. */
    private final BlockingQueue<WebSocketServer.Frame> seen = new ArrayBlockingQueue<>(100);

    @AfterEach
    void close() {
        system.close();
        http.close();
    }

    private static RawServer server(Script script) {
        return new RawServer((socket, head) -> script.run(WebSocketServer.accept(socket, head)));
    }

    private ActorRef<WebSocketCommand> open(RawServer server, WebSocketOptions options) {
        return system.spawn(WebSockets.to(http, server.webSocketUri("/ws"), options, probe.ref()));
    }

    private ActorRef<WebSocketCommand> opened(RawServer server, WebSocketOptions options) {
        var socket = open(server, options);
        probe.expectMessage(WebSocketEvent.Opened.class);
        return socket;
    }

    private WebSocketServer.Frame seen() throws InterruptedException {
        return requireNonNull(seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "seen nothing");
    }

    /** Keeps what the client sends until it is gone. */
    private void watch(WebSocketServer server) throws Exception {
        while (true) {
            seen.add(server.receive());
        }
    }

    @Test
    void textsAndBytesGoBothWaysWhole() {
        try (var server = server(connection -> {
            while (true) {
                var message = connection.receiveMessage();
                connection.send(message.length > 0 && message[0] == 1 ? 0x82 : 0x81, message);
            }
        })) {
            var socket = open(server, WebSocketOptions.DEFAULT);
            socket.tell(new WebSocketCommand.SendText("before it is open"));
            probe.expectMessage(WebSocketEvent.Opened.class);
            assertThat(probe.expectMessage(WebSocketEvent.Text.class).text()).isEqualTo("before it is open");
            for (var text : List.of("", "grün \uD83D\uDE00", "x".repeat(50_000))) {
                socket.tell(new WebSocketCommand.SendText(text));
                assertThat(probe.expectMessage(WebSocketEvent.Text.class).text())
                        .isEqualTo(text);
            }
            var bytes = Bytes.of((byte) 1, (byte) -1, (byte) 0);
            socket.tell(new WebSocketCommand.SendBinary(bytes));
            assertThat(probe.expectMessage(WebSocketEvent.Binary.class).bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void fragmentsArePutTogetherWithPingsBetweenThem() throws Exception {
        try (var server = server(connection -> {
            var euro = "\u20AC".getBytes(UTF_8);
            connection.send(WebSocketServer.TEXT, new byte[] {'a', euro[0]}); // a character is cut, too
            connection.send(0x80 | WebSocketServer.PING, new byte[] {7});
            connection.send(WebSocketServer.CONTINUATION, new byte[] {euro[1], euro[2]});
            connection.send(WebSocketServer.CONTINUATION, new byte[0]);
            connection.send(0x80 | WebSocketServer.CONTINUATION, new byte[] {'b'});
            watch(connection);
        })) {
            opened(server, WebSocketOptions.DEFAULT);
            assertThat(probe.expectMessage(WebSocketEvent.Text.class).text()).isEqualTo("a\u20ACb");
            var pong = seen();
            assertThat(pong.opcode()).isEqualTo(WebSocketServer.PONG);
            assertThat(pong.payload()).containsExactly(7);
        }
    }

    @Test
    void pingsAreAnswered() {
        try (var server = server(connection -> {
            while (true) {
                var frame = connection.receive();
                connection.send(0x80 | WebSocketServer.PONG, frame.payload());
            }
        })) {
            var socket = opened(server, WebSocketOptions.DEFAULT);
            socket.tell(new WebSocketCommand.Ping(Bytes.utf8("are you there?")));
            assertThat(probe.expectMessage(WebSocketEvent.Pong.class).payload().utf8())
                    .isEqualTo("are you there?");
        }
    }

    @Test
    void subprotocolsAndHeadersAreInTheHandshake() {
        try (var server =
                new RawServer((socket, head) -> WebSocketServer.accept(socket, head, "Sec-WebSocket-Protocol: v1")
                        .receive())) {
            open(
                    server,
                    WebSocketOptions.DEFAULT
                            .withSubprotocols("v2", "v1")
                            .withHeaders(Map.of("Authorization", "Bearer x")));
            assertThat(probe.expectMessage(WebSocketEvent.Opened.class).subprotocol())
                    .isEqualTo("v1");
            assertThat(server.heads().getFirst())
                    .contains("Sec-WebSocket-Protocol: v2, v1")
                    .contains("Authorization: Bearer x");
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,''", "1001,leaving", "1008,policy", "3000,registered", "4999,ours"})
    void theServersCloseIsAnsweredAndTold(int code, String reason) throws Exception {
        try (var server = server(connection -> {
            connection.sendClose(code, reason);
            watch(connection);
        })) {
            var socket = opened(server, WebSocketOptions.DEFAULT);
            var closed = probe.expectMessage(WebSocketEvent.Closed.class);
            assertThat(closed.code()).isEqualTo(code);
            assertThat(closed.reason()).isEqualTo(reason);
            probe.expectTerminated(socket);
            assertThat(seen().closeCode()).isEqualTo(code);
        }
    }

    @Test
    void closingSendsAllBeforeItAndWaitsForTheAnswer() throws Exception {
        var mayAnswer = new CountDownLatch(1);
        try (var server = server(connection -> {
            while (true) {
                var frame = connection.receive();
                seen.add(frame);
                if (frame.opcode() == WebSocketServer.CLOSE) {
                    mayAnswer.await();
                    connection.send(0x80 | WebSocketServer.CLOSE, frame.payload());
                    return;
                }
            }
        })) {
            var socket = opened(server, WebSocketOptions.DEFAULT);
            socket.tell(new WebSocketCommand.SendText("last"));
            socket.tell(new WebSocketCommand.Close(4000, "done"));
            socket.tell(new WebSocketCommand.SendText("too late"));
            assertThat(probe.expectMessage(WebSocketEvent.SendRefused.class)
                            .failure()
                            .message())
                    .contains("closed");
            mayAnswer.countDown();
            assertThat(probe.expectMessage(WebSocketEvent.Closed.class).code()).isEqualTo(4000);
            assertThat(seen().text()).isEqualTo("last");
            assertThat(seen().closeCode()).isEqualTo(4000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0x80 | 3, 0xC0 | WebSocketServer.TEXT, WebSocketServer.PING, 0x80 | WebSocketServer.CONTINUATION})
    void framesThatMustNotBeEndTheConnection(int first) throws Exception {
        try (var server = server(connection -> {
            connection.send(first, new byte[] {'x'});
            watch(connection);
        })) {
            opened(server, WebSocketOptions.DEFAULT);
            probe.expectMessage(WebSocketEvent.Failed.class);
        }
    }

    @Test
    void malformedTextEndsTheConnection() {
        try (var server = server(connection -> {
            connection.send(0x80 | WebSocketServer.TEXT, new byte[] {(byte) 0xC3, 'x'});
            watch(connection);
        })) {
            opened(server, WebSocketOptions.DEFAULT);
            probe.expectMessage(WebSocketEvent.Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {WebSocketServer.TEXT, WebSocketServer.BINARY})
    void aMessageWithoutEndIsCutOff(int opcode) throws Exception {
        try (var server = server(connection -> {
            connection.send(opcode, new byte[1000]);
            Thread.ofVirtual().start(() -> {
                try {
                    watch(connection);
                } catch (Exception gone) {
                    // as it should
                }
            });
            while (true) {
                connection.send(WebSocketServer.CONTINUATION, new byte[1000]);
            }
        })) {
            opened(server, WebSocketOptions.DEFAULT.withLimits(10_000, 10, 1000));
            assertThat(probe.expectMessage(WebSocketEvent.Failed.class)
                            .failure()
                            .kind())
                    .isEqualTo(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void moreThanMayWaitIsRefused() throws Exception {
        var go = new CountDownLatch(1);
        try (var server = new RawServer((socket, head) -> {
            go.await(); // the handshake is not answered, so nothing is sent
            watch(WebSocketServer.accept(socket, head));
        })) {
            var socket = open(server, WebSocketOptions.DEFAULT.withLimits(1000, 2, 10));
            socket.tell(new WebSocketCommand.SendText("12345"));
            socket.tell(new WebSocketCommand.SendText("123456"));
            socket.tell(new WebSocketCommand.SendText("12345"));
            socket.tell(new WebSocketCommand.SendText(""));
            for (var refused : List.of("123456", "")) {
                var event = probe.expectMessage(WebSocketEvent.SendRefused.class);
                assertThat(event.refused()).isEqualTo(new WebSocketCommand.SendText(refused));
                assertThat(event.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT);
            }
            go.countDown();
            assertThat(seen().text()).isEqualTo("12345");
            assertThat(seen().text()).isEqualTo("12345");
        }
    }

    @Test
    void deliversNoMoreThanIsAskedFor() {
        try (var server = server(connection -> {
            connection.sendText("1");
            connection.sendText("2");
            watch(connection);
        })) {
            var socket = opened(server, WebSocketOptions.DEFAULT.withDemand(1));
            assertThat(probe.expectMessage(WebSocketEvent.Text.class).text()).isEqualTo("1");
            probe.expectNothing(Duration.ofMillis(200));
            socket.tell(new WebSocketCommand.Demand(1));
            assertThat(probe.expectMessage(WebSocketEvent.Text.class).text()).isEqualTo("2");
        }
    }

    @Test
    void aServerThatIsSilentIsPingedAndThenGivenUp() throws Exception {
        try (var server = server(this::watch)) {
            opened(server, WebSocketOptions.DEFAULT.withTimeouts(PATIENCE, Duration.ofMillis(200)));
            assertThat(probe.expectMessage(WebSocketEvent.Failed.class)
                            .failure()
                            .kind())
                    .isEqualTo(NetFailure.Kind.TIMEOUT);
            assertThat(seen().opcode()).isEqualTo(WebSocketServer.PING);
        }
    }

    @Test
    void connectsAgainAsOftenAsItMay() {
        var connections = new AtomicInteger();
        try (var server = server(connection -> {
            switch (connections.incrementAndGet()) {
                case 1 -> {} // lost without a word
                case 2 -> connection.sendClose(1012, "restart");
                case 3 -> {
                    connection.sendText("back");
                    connection.sendClose(1001, "");
                }
                default -> connection.sendClose(1008, "policy");
            }
        })) {
            open(server, WebSocketOptions.DEFAULT.withRetry(Duration.ofMillis(20), Duration.ofMillis(30), 2));
            for (int delay : new int[] {20, 30}) {
                probe.expectMessage(WebSocketEvent.Opened.class);
                assertThat(probe.expectMessage(WebSocketEvent.Reconnecting.class)
                                .delay())
                        .isEqualTo(Duration.ofMillis(delay));
            }
            probe.expectMessage(WebSocketEvent.Opened.class);
            probe.expectMessage(WebSocketEvent.Text.class);
            assertThat(probe.expectMessage(WebSocketEvent.Reconnecting.class).delay())
                    .isEqualTo(Duration.ofMillis(20));
            probe.expectMessage(WebSocketEvent.Opened.class);
            assertThat(probe.expectMessage(WebSocketEvent.Closed.class).code()).isEqualTo(1008);
        }
    }

    @ParameterizedTest
    @CsvSource({"401,PROTOCOL", "200,PROTOCOL", "302,PROTOCOL", "503,REFUSED"})
    void anAnswerThatIsNoHandshakeIsAFailure(int status, NetFailure.Kind kind) {
        try (var server = new RawServer((socket, head) ->
                write(socket, "HTTP/1.1 " + status + " X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"))) {
            open(server, WebSocketOptions.DEFAULT);
            assertThat(probe.expectMessage(WebSocketEvent.Failed.class)
                            .failure()
                            .kind())
                    .isEqualTo(kind);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        try (var server =
                new RawServer((socket, head) -> socket.getInputStream().read())) {
            open(server, WebSocketOptions.DEFAULT.withTimeouts(Duration.ofMillis(300), Duration.ZERO));
            assertThat(probe.expectMessage(WebSocketEvent.Failed.class)
                            .failure()
                            .kind())
                    .isEqualTo(NetFailure.Kind.TIMEOUT);
        }
    }

    @Test
    void aGrantIsAskedBefore() {
        try (var server = new RawServer((socket, head) -> {})) {
            open(server, WebSocketOptions.DEFAULT.withGrant(HttpGrant.publicAddresses()));
            assertThat(probe.expectMessage(WebSocketEvent.Failed.class)
                            .failure()
                            .kind())
                    .isEqualTo(NetFailure.Kind.FORBIDDEN);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void stoppingItDisconnects() throws Exception {
        var gone = new CountDownLatch(1);
        try (var server = server(connection -> {
            try {
                watch(connection);
            } finally {
                gone.countDown();
            }
        })) {
            var socket = opened(server, WebSocketOptions.DEFAULT);
            system.stop(socket);
            assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketCommand.Close(1006, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketCommand.Close(1000, "x".repeat(124)));
        assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketCommand.Ping(Bytes.of(new byte[126])));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        WebSockets.to(http, URI.create("http://a.example/"), WebSocketOptions.DEFAULT, probe.ref()));
    }
}
