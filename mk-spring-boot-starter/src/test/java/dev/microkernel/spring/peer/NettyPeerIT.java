package dev.microkernel.spring.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpGrant;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.net.http.HttpReply;
import dev.microkernel.net.sse.Sse;
import dev.microkernel.net.sse.SseEvent;
import dev.microkernel.net.sse.SseOptions;
import dev.microkernel.net.tcp.Framing;
import dev.microkernel.net.tcp.TcpCommand;
import dev.microkernel.net.tcp.TcpConnection;
import dev.microkernel.net.tcp.TcpEvent;
import dev.microkernel.net.tcp.TcpOptions;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.net.websocket.WebSocketOptions;
import dev.microkernel.net.websocket.WebSockets;
import dev.microkernel.system.ActorSystem;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;

/** The core's clients with servers of Netty, which the application has with WebFlux. */
class NettyPeerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("peer").start();
    private final Http http = Http.of(HttpOptions.DEFAULT);
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final ActorRef<Object> listener = system.spawn(ActorSpec.<Object>of(context -> event -> {
        events.add(event);
        return Behavior.same();
    }));
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .compress(true)
            .route(routes -> routes.get(
                            "/large",
                            (request, response) ->
                                    response.sendString(Flux.range(0, 10_000).map(i -> "line " + i + "\n")))
                    .post(
                            "/echo",
                            (request, response) ->
                                    response.status(201).send(request.receive().retain()))
                    .get("/late", (request, response) -> response.sendString(Mono.never()))
                    .get("/broken", (request, response) -> {
                        response.withConnection(
                                connection -> connection.channel().close());
                        return Mono.never();
                    })
                    .get(
                            "/events",
                            (request, response) -> response.sse()
                                    .sendString(Flux.just("id: 1\ndata: one\n\n", "data: tw", "o\n\n")
                                            .concatWith(Flux.never())))
                    .ws(
                            "/socket",
                            (in, out) -> out.sendObject(in.receiveFrames()
                                    .take(3)
                                    .map(frame -> frame instanceof TextWebSocketFrame text
                                            ? new TextWebSocketFrame("heard " + text.text())
                                            : new BinaryWebSocketFrame(
                                                    frame.content().retain())))))
            .bindNow();

    @AfterEach
    void stop() {
        system.close();
        http.close();
        server.disposeNow();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    }

    private HttpReply send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpGrant.ANYWHERE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private <E> E next(Class<E> type) throws InterruptedException {
        var event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(type);
        return type.cast(event);
    }

    @Test
    void bodiesThatAreChunkedAndPacked() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("http", "/large"))))
                .isInstanceOfSatisfying(HttpReply.Response.class, response -> {
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.text().lines()).hasSize(10_000).endsWith("line 9999");
                });
        var body = "x".repeat(100_000);
        assertThat(send(HttpRequest.newBuilder(uri("http", "/echo")).POST(HttpRequest.BodyPublishers.ofString(body))))
                .isInstanceOfSatisfying(HttpReply.Response.class, response -> {
                    assertThat(response.status()).isEqualTo(201);
                    assertThat(response.text()).isEqualTo(body);
                });
    }

    @Test
    void aServerThatIsLateOrBreaksOff() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("http", "/late")).timeout(Duration.ofMillis(300))))
                .isInstanceOfSatisfying(
                        HttpReply.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(NetFailure.Kind.TIMEOUT));
        assertThat(send(HttpRequest.newBuilder(uri("http", "/broken")))).isInstanceOf(HttpReply.Failed.class);
    }

    @Test
    void eventsOfWhichOneComesInPieces() throws InterruptedException {
        system.spawn(
                Sse.source(http, HttpRequest.newBuilder(uri("http", "/events")).build(), SseOptions.DEFAULT, listener));

        next(SseEvent.Opened.class);
        assertThat(next(SseEvent.Received.class).event().data()).isEqualTo("one");
        assertThat(next(SseEvent.Received.class).event()).satisfies(event -> {
            assertThat(event.id()).isEqualTo("1");
            assertThat(event.data()).isEqualTo("two");
        });
    }

    @Test
    void aWebSocketThatTheServerCloses() throws InterruptedException {
        var socket = system.spawn(WebSockets.to(http, uri("ws", "/socket"), WebSocketOptions.DEFAULT, listener));
        next(WebSocketEvent.Opened.class);
        socket.tell(new WebSocketCommand.SendText("grüße"));
        assertThat(next(WebSocketEvent.Text.class).text()).isEqualTo("heard grüße");
        socket.tell(new WebSocketCommand.SendBinary(Bytes.of((byte) 1, (byte) 2)));
        assertThat(next(WebSocketEvent.Binary.class).bytes()).isEqualTo(Bytes.of((byte) 1, (byte) 2));
        socket.tell(new WebSocketCommand.SendText("last"));
        assertThat(next(WebSocketEvent.Text.class).text()).isEqualTo("heard last");
        assertThat(next(WebSocketEvent.Closed.class).code()).isEqualTo(1005); // it says none
    }

    @Test
    void linesOverTcp() throws InterruptedException {
        var lines = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> out.sendString(
                        in.receive().asString(UTF_8).map(text -> text.toUpperCase(java.util.Locale.ROOT))))
                .bindNow();
        try {
            var connection = system.spawn(TcpConnection.to(
                    new InetSocketAddress("127.0.0.1", lines.port()),
                    TcpOptions.DEFAULT.withFraming(Framing.lines(100)),
                    listener));
            next(TcpEvent.Connected.class);
            connection.tell(new TcpCommand.Write("hello"));
            assertThat(next(TcpEvent.Received.class).message().utf8()).isEqualTo("HELLO");
        } finally {
            lines.disposeNow();
        }
    }
}
