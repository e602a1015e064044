package dev.microkernel.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests, events, WebSockets and datagrams of a guest, with servers on this machine. */
class GuestStreamsIT {

    private static final int SSE = 1;
    private static final int WEB_SOCKET = 2;
    private static final int SEND_TEXT = 3;
    private static final int REQUEST = 5;
    private static final int DATAGRAM = 6;
    private static final int CLOSE = 8;

    private final ActorSystem system = ActorSystem.named("streams").start();
    private final BlockingQueue<WireMessage> received = new LinkedBlockingQueue<>();
    private final ActorRef<Object> peer = system.spawn("peer", Guests.collector(new Forwarding(received)));
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private HttpServer server;
    private String host;

    /** A list that hands on what is added to it. */
    private static final class Forwarding extends ArrayList<WireMessage> {
        private static final long serialVersionUID = 1L;

        private final transient BlockingQueue<WireMessage> to;

        private Forwarding(BlockingQueue<WireMessage> to) {
            this.to = to;
        }

        @Override
        public boolean add(WireMessage message) {
            return to.add(message);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host = "localhost:" + server.getAddress().getPort();
        server.createContext("/echo", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Key") + " " + body);
            var answer = ("got " + body).getBytes(UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Location", "/echo");
            exchange.sendResponseHeaders(303, -1);
            exchange.close();
        });
        server.createContext("/events", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write("id: 7\nevent: add\ndata: one\n\ndata: two\n\n".getBytes(UTF_8));
                out.flush();
                mayEnd.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        system.close();
        server.stop(0);
    }

    private ActorRef<Object> guest(Grants grants) {
        return system.spawn(WasmActors.spec(
                Guests.module("jvm/streams.wasm"),
                WasmOptions.DEFAULT.withGrants(grants).withFiber()));
    }

    private void tell(ActorRef<Object> guest, int type, String payload) {
        guest.tell(new WireMessage(type, payload.getBytes(UTF_8)), peer);
    }

    private WireMessage next() throws InterruptedException {
        var message = received.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a message within 20 s").isNotNull();
        return message;
    }

    private void expect(int type, String payload) throws InterruptedException {
        var message = next();
        assertThat(message.type()).isEqualTo(type);
        assertThat(new String(message.payload(), UTF_8)).isEqualTo(payload);
    }

    private void expectAnswer(int result, int status, String body) throws InterruptedException {
        var answer = ByteBuffer.wrap(next().payload()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(answer.getInt()).isEqualTo(result);
        if (result == 0) {
            assertThat(answer.getInt()).isEqualTo(status);
            var bytes = new byte[answer.getInt()];
            answer.get(bytes);
            assertThat(new String(bytes, UTF_8)).isEqualTo(body);
        }
    }

    @Test
    void requestsOfAnyKind() throws InterruptedException {
        var guest = guest(Grants.NONE.withHttp(host));
        tell(guest, REQUEST, "POST http://" + host + "/echo\nX-Key: k\nContent-Type: text/plain\n\nbody\n\nwith lines");
        expectAnswer(0, 201, "got body\n\nwith lines");
        tell(guest, REQUEST, "DELETE http://" + host + "/echo");
        expectAnswer(0, 201, "got ");
        tell(guest, REQUEST, "POST http://" + host + "/moved\nContent-Type: text/plain\n\nlost");
        expectAnswer(0, 201, "got ");
        tell(guest, REQUEST, "HEAD http://" + host + "/echo");
        expectAnswer(0, 201, "");

        assertThat(requests).containsExactly("POST k body\n\nwith lines", "DELETE null ", "GET null ", "HEAD null ");
    }

    @Test
    void whatIsNoRequestIsNotSent() throws InterruptedException {
        var guest = guest(Grants.NONE.withHttp(host));
        for (var wrong : List.of(
                "",
                "GET",
                "BREW http://" + host + "/echo",
                "GET http://" + host + "/echo\nHost: elsewhere",
                "GET http://" + host + "/echo\nContent-Length: 7",
                "GET http://" + host + "/echo\nX-A: a\rX-B: b",
                "GET http://" + host + "/echo\nno colon",
                "GET ftp://" + host + "/echo",
                "GET http://localhost:1/echo")) {
            tell(guest, REQUEST, wrong);
            expectAnswer(-1, 0, "");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void eventsComeAsMessages() throws InterruptedException {
        var guest = guest(Grants.NONE.withHttp(host));
        tell(guest, SSE, "http://" + host + "/events");
        assertThat(next().type()).isEqualTo(11);
        expect(50, "add\n7\none");
        expect(50, "message\n7\ntwo");
    }

    @Test
    void streamsAreGrantedAndCountAsChildren() throws InterruptedException {
        tell(guest(Grants.NONE), SSE, "http://" + host + "/events");
        assertThat(next()).isEqualTo(new WireMessage(11, new byte[8]));
        var elsewhere = guest(Grants.NONE.withHttp("example.com"));
        tell(elsewhere, SSE, "http://" + host + "/events");
        assertThat(next().type()).isEqualTo(11);
        assertThat(new String(next().payload(), UTF_8)).contains("not a granted host");
        tell(elsewhere, WEB_SOCKET, "http://" + host + "/");
        assertThat(next()).isEqualTo(new WireMessage(12, new byte[8]));
    }

    /** RFC 6455, as little of it as one text each way needs. */
    private static void serveWebSocket(ServerSocket listener) throws Exception {
        try (var socket = listener.accept()) {
            var in = socket.getInputStream();
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            var key = head.toString().split("Sec-WebSocket-Key: ", 2)[1].split("\r\n", 2)[0];
            var accept = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(UTF_8)));
            var out = socket.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(new byte[] {(byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o', (byte) 0x82, 2, 1, 2});
            out.flush();
            while (true) {
                int first = in.read();
                if (first < 0) {
                    return;
                }
                int length = in.read() & 0x7F;
                var mask = in.readNBytes(4);
                var payload = in.readNBytes(length);
                for (int i = 0; i < length; i++) {
                    payload[i] ^= mask[i % 4];
                }
                out.write(first);
                out.write(length);
                out.write(payload);
                out.flush();
            }
        }
    }

    @Test
    void aWebSocketIsAnActorToBeSentTo() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var failure = new LinkedBlockingQueue<Exception>();
            Thread.ofVirtual().start(() -> {
                try {
                    serveWebSocket(listener);
                } catch (Exception broken) {
                    failure.add(broken);
                }
            });
            var place = "localhost:" + listener.getLocalPort();
            var guest = guest(Grants.NONE.withHttp(place));
            tell(guest, WEB_SOCKET, "ws://" + place + "/");
            assertThat(next().type()).isEqualTo(12);
            expect(50, "hello");
            assertThat(next()).isEqualTo(new WireMessage(51, new byte[] {1, 2}));
            tell(guest, SEND_TEXT, "back");
            expect(50, "back");
            tell(guest, CLOSE, "");
            var end = next();
            assertThat(end.type()).isEqualTo(52);
            assertThat(new String(end.payload(), UTF_8)).startsWith("1000");
            assertThat(failure).isEmpty();
        }
    }

    @Test
    void datagramsGoWhereTheyAreGranted() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(20_000);
            int port = socket.getLocalPort();
            var datagram = new byte[] {(byte) port, (byte) (port >>> 8), 'h', 'i'};
            guest(Grants.NONE.withUdp("localhost:" + port)).tell(new WireMessage(DATAGRAM, datagram), peer);
            assertThat(next()).isEqualTo(new WireMessage(16, Guests.u32(0)));
            var packet = new DatagramPacket(new byte[100], 100);
            socket.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .isEqualTo("hi");
            guest(Grants.NONE.withUdp("localhost:1")).tell(new WireMessage(DATAGRAM, datagram), peer);
            assertThat(next()).isEqualTo(new WireMessage(16, Guests.u32(-1)));
        }
    }
}
