package dev.microkernel.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.http.PinnedHttp;
import dev.microkernel.net.http.PinnedRequest;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.time.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GETs of guests, from a server on this machine. */
class GuestHttpIT {

    private HttpServer server;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = server.getAddress().getPort();
        answer("/hello", 200, "hello", null);
        answer("/away", 302, "", "http://localhost:" + port + "/hello");
        answer("/relative", 301, "", "hello");
        answer("/outside", 307, "", "http://10.0.0.1/");
        answer("/loop", 302, "", "/loop");
        server.start();
    }

    private void answer(String path, int status, String body, String location) {
        server.createContext(path, exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            if (location != null) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private PinnedHttp.Answer get(String host, String path) throws Exception {
        return PinnedHttp.send(
                PinnedRequest.get("http://" + host + ":" + port + path),
                new GrantedHosts(Set.of("localhost:" + port)),
                new VirtualTime());
    }

    @Test
    void fetchesAndFollowsWithinWhatIsGranted() throws Exception {
        for (var path : new String[] {"/hello", "/away", "/relative"}) {
            var response = get("localhost", path);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(get("localhost", "/none").status()).isEqualTo(404);
    }

    @Test
    void leavesWhatIsGrantedByNoWay() {
        assertThatThrownBy(() -> get("localhost", "/outside")).satisfies(GuestHttpIT::isForbidden);
        assertThatThrownBy(() -> get("127.0.0.1", "/hello")).satisfies(GuestHttpIT::isForbidden);
        assertThatThrownBy(() -> get("user@localhost", "/hello")).hasMessageContaining("URL");
        assertThatThrownBy(() -> get("localhost", "/loop")).hasMessageContaining("redirects");
        // The name is granted, but stands for this machine.
        assertThatThrownBy(() -> PinnedHttp.send(
                        PinnedRequest.get("http://ip6-localhost/"),
                        new GrantedHosts(Set.of("ip6-localhost")),
                        new VirtualTime()))
                .isInstanceOf(NetException.class);
    }

    private static void isForbidden(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        NetException.class,
                        refused -> assertThat(refused.failure().kind()).isEqualTo(NetFailure.Kind.FORBIDDEN));
    }

    @Test
    void aGuestFetchesOnAFiber() {
        var url = ("http://localhost:" + port + "/hello").getBytes(StandardCharsets.UTF_8);
        var module = new TinyModule()
                .importing("mk_http_get", "i32 i32 i32 i32 i32 i32 -> i32")
                .importing("mk_send", "i64 i32 i32 i32 -> i32")
                .data(url)
                .i32(0)
                .i32(url.length)
                .i32(1_008)
                .i32(4)
                .i32(1_000)
                .i32(1_004)
                .call("mk_http_get")
                .storeAt(996, false)
                .answer(2, 996, 16)
                .build();
        var options = WasmOptions.DEFAULT.withGrants(Grants.NONE.withHttp("localhost:" + port));
        try (var system = ActorSystem.named("http").start()) {
            var fiber = system.spawn(WasmActors.spec(WasmModule.of(module), options.withFiber()));
            var none = system.spawn(WasmActors.spec(WasmModule.of(module), options));

            assertThat(fiber.ask(new WireMessage(1, new byte[0]), WireMessage.class, Duration.ofSeconds(20)))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .extracting(WireMessage::payload)
                    .isEqualTo(new byte[] {0, 0, 0, 0, (byte) 200, 0, 0, 0, 5, 0, 0, 0, 'h', 'e', 'l', 'l'});
            assertThat(none.ask(new WireMessage(1, new byte[0]), WireMessage.class, Duration.ofSeconds(20)))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .extracting(WireMessage::payload)
                    .isEqualTo(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        }
    }
}
