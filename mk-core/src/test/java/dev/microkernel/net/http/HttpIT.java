package dev.microkernel.net.http;

import static dev.microkernel.net.RawServer.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.RawServer;
import dev.microkernel.net.TestCertificates;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP client with the JDK's server, and with servers that misbehave. */
class HttpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpOptions OPTIONS =
            HttpOptions.DEFAULT.withBodiesMax(100_000, 200_000).withTimeouts(PATIENCE, PATIENCE, PATIENCE);

    private final ActorSystem system = ActorSystem.named("http").start();
    private final HttpServer server = jdkServer();
    private Http http = Http.of(OPTIONS);

    private static HttpServer jdkServer() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        system.close();
        http.close();
        server.stop(0);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ActorRef<HttpCommand> client() {
        return system.spawn(http.client(100));
    }

    private HttpReply send(HttpRequest request) {
        return client().ask(new HttpCommand.Send(request), HttpReply.class, PATIENCE)
                .join();
    }

    private HttpReply.Response respond(HttpRequest request) {
        return (HttpReply.Response) send(request);
    }

    private NetFailure.Kind fail(HttpRequest request) {
        return ((HttpReply.Failed) send(request)).failure().kind();
    }

    private NetFailure.Kind fail(RawServer raw) {
        return fail(get(raw.uri("/")));
    }

    // ---- with a server that behaves

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "REPORT"})
    void allMethodsAndBodiesGo(String method) {
        server.createContext("/echo", exchange -> {
            exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
            exchange.getResponseHeaders()
                    .add("X-Seen", exchange.getRequestHeaders().getFirst("X-Sent"));
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=\"ISO-8859-1\"");
            var body = exchange.getRequestBody().readAllBytes();
            answer(exchange, 200, exchange.getRequestMethod().equals("HEAD") ? new byte[0] : body);
        });
        var response = respond(HttpRequest.newBuilder(uri("/echo"))
                .method(method, BodyPublishers.ofString("grün", ISO_8859_1))
                .header("X-Sent", "here")
                .build());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-method")).contains(method);
        assertThat(response.headers().firstValue("x-seen")).contains("here");
        assertThat(response.text()).isEqualTo(method.equals("HEAD") ? "" : "grün");
    }

    @Test
    void filesAndStreamsAreSent(@TempDir Path folder) throws Exception {
        server.createContext(
                "/length",
                exchange -> answer(
                        exchange,
                        200,
                        String.valueOf(exchange.getRequestBody().readAllBytes().length)
                                .getBytes(UTF_8)));
        var file = Files.write(folder.resolve("up"), new byte[50_000]);
        assertThat(respond(HttpRequest.newBuilder(uri("/length"))
                                .POST(BodyPublishers.ofFile(file))
                                .build())
                        .text())
                .isEqualTo("50000");
        assertThat(respond(HttpRequest.newBuilder(uri("/length"))
                                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[70_000])))
                                .build())
                        .text())
                .isEqualTo("70000");
    }

    @Test
    void aStatusIsNoFailure() {
        server.createContext("/", exchange -> answer(exchange, 503, "later".getBytes(UTF_8)));
        assertThat(respond(get(uri("/"))).status()).isEqualTo(503);
        assertThat(respond(get(uri("/"))).text()).isEqualTo("later");
    }

    @Test
    void packedBodiesAreUnpackedWithinTheLimit() throws Exception {
        server.createContext("/", exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).isEqualTo("gzip");
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            int length = Integer.parseInt(exchange.getRequestURI().getQuery());
            var packed = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(packed)) {
                out.write(new byte[length]);
            }
            answer(exchange, 200, packed.toByteArray());
        });
        assertThat(respond(get(uri("/?100000"))).body().length()).isEqualTo(100_000);
        assertThat(fail(get(uri("/?100001")))).isEqualTo(NetFailure.Kind.LIMIT);
        assertThat(fail(get(uri("/?50000000")))).isEqualTo(NetFailure.Kind.LIMIT);
    }

    @Test
    void bodiesAreSavedToFiles(@TempDir Path folder) throws Exception {
        server.createContext(
                "/",
                exchange -> answer(
                        exchange,
                        200,
                        new byte[Integer.parseInt(exchange.getRequestURI().getQuery())]));
        server.createContext("/missing", exchange -> answer(exchange, 404, "no".getBytes(UTF_8)));
        var file = Files.writeString(folder.resolve("down"), "old");
        var client = client();

        assertThat(client.ask(new HttpCommand.Save(get(uri("/?200001")), file), HttpReply.class, PATIENCE))
                .succeedsWithin(PATIENCE)
                .isInstanceOfSatisfying(
                        HttpReply.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT));
        assertThat(client.ask(new HttpCommand.Save(get(uri("/missing")), file), HttpReply.class, PATIENCE))
                .succeedsWithin(PATIENCE)
                .isInstanceOfSatisfying(
                        HttpReply.Response.class,
                        response -> assertThat(response.status()).isEqualTo(404));
        assertThat(file).hasContent("old");
        assertThat(client.ask(new HttpCommand.Save(get(uri("/?200000")), file), HttpReply.class, PATIENCE))
                .succeedsWithin(PATIENCE)
                .isInstanceOfSatisfying(
                        HttpReply.Saved.class,
                        saved -> assertThat(saved.length()).isEqualTo(200_000));
        assertThat(file).hasSize(200_000);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(folder)
                        .isDirectoryContaining("glob:**/down")
                        .isDirectoryNotContaining("glob:**.part"));
    }

    // ---- redirects and grants

    @Test
    void redirectsAreFollowedAndLoopsAreNot() {
        server.createContext("/", exchange -> {
            int left = Integer.parseInt(exchange.getRequestURI().getQuery());
            exchange.getResponseHeaders().add("Location", "/?" + (left - 1));
            answer(exchange, left == 0 ? 200 : 302, "body".getBytes(UTF_8));
        });
        var response = respond(get(uri("/?5")));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.uri()).isEqualTo(uri("/?0"));
        assertThat(fail(get(uri("/?6")))).isEqualTo(NetFailure.Kind.LIMIT);
        http.close();
        http = Http.of(OPTIONS.withRedirectsMax(0));
        assertThat(respond(get(uri("/?6"))).status()).isEqualTo(302);
    }

    @Test
    void aGrantIsAskedForEachHop() {
        server.createContext("/out", exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "http://localhost:" + server.getAddress().getPort() + "/in");
            answer(exchange, 307, new byte[0]);
        });
        var reached = new AtomicInteger();
        server.createContext("/in", exchange -> {
            reached.incrementAndGet();
            answer(exchange, 200, new byte[0]);
        });
        var asked = new ArrayList<String>();
        HttpGrant grant = (uri, addresses) -> {
            assertThat(addresses).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
            asked.add(uri.getHost());
            return uri.getHost().equals("localhost") ? Optional.of("localhost is not granted") : Optional.empty();
        };
        var reply = (HttpReply.Failed) http.send(get(uri("/out")), grant).join();
        assertThat(reply.failure().kind()).isEqualTo(NetFailure.Kind.FORBIDDEN);
        assertThat(reply.failure().message()).contains("localhost is not granted");
        assertThat(asked).containsExactly("127.0.0.1", "localhost");
        assertThat(reached).hasValue(0);

        system.spawn(http.stream(get(uri("/out")), 1, grant, stream.ref()));
        assertThat(stream.expectMessage(HttpStreamEvent.Failed.class).failure().kind())
                .isEqualTo(NetFailure.Kind.FORBIDDEN);
        var inner = (HttpReply.Failed)
                http.send(get(uri("/in")), HttpGrant.publicAddresses()).join();
        assertThat(inner.failure().kind()).isEqualTo(NetFailure.Kind.FORBIDDEN);
        assertThat(reached).hasValue(0);
    }

    // ---- servers that misbehave

    @Test
    void chunksAndTrailersAreRead() {
        try (var raw = new RawServer((socket, head) -> write(
                socket,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                        + "5;ext=1\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n"))) {
            assertThat(respond(get(raw.uri("/"))).text()).isEqualTo("hello world");
        }
    }

    @Test
    void tenGigabytesThatAreAnnouncedAreRefusedAtOnce() {
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n");
            var _ = socket.getInputStream().read(); // sends none of them
        })) {
            assertThat(fail(raw)).isEqualTo(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() {
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                write(socket, "1000\r\n" + "x".repeat(4096) + "\r\n");
            }
        })) {
            assertThat(fail(raw)).isEqualTo(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void endlessHeadersAreCutOff() {
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; ; i++) {
                write(socket, "X-" + i + ": " + "x".repeat(4096) + "\r\n");
            }
        })) {
            assertThat(fail(raw)).isIn(NetFailure.Kind.BROKEN, NetFailure.Kind.PROTOCOL);
        }
    }

    @Test
    void aSlowDripTakesTooLong() {
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (true) {
                write(socket, "x");
                Thread.sleep(50);
            }
        })) {
            var request = HttpRequest.newBuilder(raw.uri("/"))
                    .timeout(Duration.ofMillis(500))
                    .build();
            assertThat(fail(request)).isEqualTo(NetFailure.Kind.TIMEOUT);
        }
    }

    @Test
    void aServerThatNeverAnswersTakesTooLong() throws Exception {
        var gone = new CountDownLatch(1);
        try (var raw = new RawServer((socket, head) -> {
            if (socket.getInputStream().read() < 0) {
                gone.countDown();
            }
        })) {
            var request = HttpRequest.newBuilder(raw.uri("/"))
                    .timeout(Duration.ofMillis(300))
                    .build();
            assertThat(fail(request)).isEqualTo(NetFailure.Kind.TIMEOUT);
            assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("disconnected")
                    .isTrue();
        }
    }

    @Test
    void aResetInTheMiddleIsABreakage() {
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
            socket.setSoLinger(true, 0);
        })) {
            assertThat(fail(raw)).isEqualTo(NetFailure.Kind.BROKEN);
        }
    }

    @Test
    void anEndInTheMiddleIsABreakage() {
        try (var raw =
                new RawServer((socket, head) -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"))) {
            assertThat(fail(raw)).isEqualTo(NetFailure.Kind.BROKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-server\r\n", "HTTP/1.1 what\r\n\r\n", "\r\n\r\n\r\n"})
    void whatIsNoHttpIsRefused(String nonsense) {
        try (var raw = new RawServer((socket, head) -> write(socket, nonsense))) {
            assertThat(fail(raw)).isIn(NetFailure.Kind.PROTOCOL, NetFailure.Kind.BROKEN);
        }
    }

    @Test
    void nonsenseInsteadOfGzipIsRefused() {
        try (var raw = new RawServer((socket, head) ->
                write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nno gzip!"))) {
            assertThat(fail(raw)).isEqualTo(NetFailure.Kind.PROTOCOL);
        }
    }

    @Test
    void nobodyListens() {
        var raw = new RawServer((socket, head) -> {});
        raw.close();
        assertThat(fail(raw)).isEqualTo(NetFailure.Kind.REFUSED);
    }

    // ---- TLS

    @ParameterizedTest
    @ValueSource(
            strings = {
                TestCertificates.LOCALHOST,
                TestCertificates.OTHER,
                TestCertificates.EXPIRED,
                TestCertificates.SELF_SIGNED
            })
    void certificatesMustBeTrustedValidAndTheHosts(String certificate) throws Exception {
        var tls = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(TestCertificates.context(certificate)));
        tls.createContext("/", exchange -> answer(exchange, 200, "safe".getBytes(UTF_8)));
        tls.start();
        http.close();
        http = Http.of(OPTIONS.withTls(TestCertificates.context()));
        try {
            var reply =
                    send(get(URI.create("https://localhost:" + tls.getAddress().getPort() + "/")));
            if (certificate.equals(TestCertificates.LOCALHOST)) {
                assertThat(((HttpReply.Response) reply).text()).isEqualTo("safe");
            } else {
                assertThat(((HttpReply.Failed) reply).failure().kind()).isEqualTo(NetFailure.Kind.TLS);
            }
        } finally {
            tls.stop(0);
        }
    }

    // ---- limits and cancellation

    @Test
    void noMoreExchangesWithAHostThanMay() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        server.createContext("/", exchange -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                Thread.sleep(30);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            running.decrementAndGet();
            answer(exchange, 200, new byte[0]);
        });
        http.close();
        http = Http.of(OPTIONS.withPerHostMax(3, 10));
        var replies = new ArrayList<CompletableFuture<HttpReply>>();
        for (int i = 0; i < 20; i++) {
            replies.add(http.send(get(uri("/")), HttpGrant.ANYWHERE));
        }
        var results = replies.stream().map(CompletableFuture::join).toList();
        assertThat(results).filteredOn(HttpReply.Response.class::isInstance).hasSize(13);
        assertThat(results)
                .filteredOn(HttpReply.Failed.class::isInstance)
                .hasSize(7)
                .allSatisfy(failed ->
                        assertThat(((HttpReply.Failed) failed).failure().kind()).isEqualTo(NetFailure.Kind.LIMIT));
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void theClientTakesNoMoreThanItMay() throws Exception {
        try (var raw = new RawServer((socket, head) -> {
            var _ = socket.getInputStream().read();
        })) {
            var client = system.spawn(http.client(1));
            var probe = new Probe<HttpReply>(system, "asker").within(PATIENCE);
            client.tell(new HttpCommand.Send(get(raw.uri("/1"))), probe.ref());
            client.tell(new HttpCommand.Send(get(raw.uri("/2"))), probe.ref());
            var failed = probe.expectMessage(HttpReply.Failed.class);
            assertThat(failed.request().uri()).isEqualTo(raw.uri("/2"));
            assertThat(failed.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void exchangesEndWithTheirAskersAndWithTheClient() throws Exception {
        var begun = new CountDownLatch(2);
        var gone = new CountDownLatch(2);
        var first = new CountDownLatch(1);
        try (var raw = new RawServer((socket, head) -> {
            begun.countDown();
            if (socket.getInputStream().read() < 0) {
                gone.countDown();
                first.countDown();
            }
        })) {
            var client = client();
            var asker = system.spawn(ActorSpec.<HttpReply>of(context -> {
                client.tell(new HttpCommand.Send(get(raw.uri("/"))), context.self());
                return reply -> Behavior.same();
            }));
            client.tell(new HttpCommand.Send(get(raw.uri("/"))));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            system.stop(asker);
            assertThat(first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(gone.getCount()).as("the other exchange goes on").isEqualTo(1);
            system.stop(client);
            assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void requestsGoThroughAProxy() throws Exception {
        try (var proxy =
                new RawServer((socket, head) -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"))) {
            http.close();
            http = Http.of(OPTIONS.withProxy(
                    ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()))));
            assertThat(respond(get(URI.create("http://somewhere.example/x"))).text())
                    .isEqualTo("proxy");
            assertThat(proxy.heads().getFirst()).startsWith("GET http://somewhere.example/x ");
        }
    }

    // ---- streams

    private final Probe<HttpStreamEvent> stream = new Probe<HttpStreamEvent>(system, "stream").within(PATIENCE);

    @Test
    void aStreamIsDeliveredAsItIsAskedFor() throws Exception {
        var written = new AtomicInteger();
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5_000; i++) {
                write(socket, "2000\r\n" + "x".repeat(8192) + "\r\n");
                written.addAndGet(8192);
            }
            write(socket, "0\r\n\r\n");
        })) {
            var exchange = system.spawn(http.stream(get(raw.uri("/")), 1, stream.ref()));
            assertThat(stream.expectMessage(HttpStreamEvent.Opened.class).status())
                    .isEqualTo(200);
            long received =
                    stream.expectMessage(HttpStreamEvent.Received.class).piece().length();
            stream.expectNothing(Duration.ofMillis(300));
            assertThat(written.get()).as("the server has to wait").isLessThan(5_000 * 8192);
            exchange.tell(new HttpStreamCommand.Demand(Integer.MAX_VALUE));
            HttpStreamEvent next = stream.receive();
            while (next instanceof HttpStreamEvent.Received(var from, var piece)) {
                received += piece.length();
                next = stream.receive();
            }
            assertThat(next).isInstanceOf(HttpStreamEvent.Completed.class);
            assertThat(received).isEqualTo(5_000 * 8192L);
            stream.expectTerminated(exchange);
        }
    }

    @Test
    void aStreamThatFallsSilentOrBreaksFails() {
        try (var silent = new RawServer((socket, head) -> {
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
                    var _ = socket.getInputStream().read();
                });
                var broken = new RawServer(
                        (socket, head) -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"))) {
            http.close();
            http = Http.of(OPTIONS.withTimeouts(PATIENCE, PATIENCE, Duration.ofMillis(300)));
            for (var raw : new RawServer[] {silent, broken}) {
                system.spawn(http.stream(get(raw.uri("/")), Integer.MAX_VALUE, stream.ref()));
                stream.expectMessage(HttpStreamEvent.Opened.class);
                stream.expectMessage(HttpStreamEvent.Received.class);
                assertThat(stream.expectMessage(HttpStreamEvent.Failed.class)
                                .failure()
                                .kind())
                        .isEqualTo(raw == silent ? NetFailure.Kind.TIMEOUT : NetFailure.Kind.BROKEN);
            }
        }
    }

    @Test
    void aStreamThatIsStoppedDisconnectsAndGivesItsPlaceBack() throws Exception {
        var gone = new CountDownLatch(2);
        try (var raw = new RawServer((socket, head) -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
            if (socket.getInputStream().read() < 0) {
                gone.countDown();
            }
        })) {
            http.close();
            http = Http.of(OPTIONS.withPerHostMax(1, 0));
            for (int i = 0; i < 2; i++) {
                var exchange = system.spawn(http.stream(get(raw.uri("/")), Integer.MAX_VALUE, stream.ref()));
                stream.expectMessage(HttpStreamEvent.Opened.class);
                stream.expectMessage(HttpStreamEvent.Received.class);
                long left = gone.getCount() - 1;
                system.stop(exchange);
                Awaitility.await().atMost(PATIENCE).until(() -> gone.getCount() == left);
            }
        }
    }
}
