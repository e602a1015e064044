package dev.microkernel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.net.RawServer;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.net.tcp.TcpServerCommand;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/net.md shows is compiled, and does what it says. */
class NetGuideIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("guide").start();

    @AfterEach
    void close() {
        system.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "http", "sse"})
    void theGuideShowsTheExamplesAsTheyAre(String name) throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/NetExamples.java"));
        int begin = source.indexOf("// " + name + "\n") + name.length() + 4;
        var example = source.substring(begin, source.indexOf("// end", begin))
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(Path.of("../docs/net.md"))).contains("```java\n" + example + "\n```");
    }

    @Test
    void theGuestIsGreeted() {
        var greeter = NetExamples.greeter(system, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var address = greeter.ask(new TcpServerCommand.GetAddress(), SocketAddress.class, PATIENCE)
                .join();
        var answer = new CompletableFuture<String>();
        system.spawn(ActorSpec.<NetExamples.Guest.Message>of(
                context -> new NetExamples.Guest(context, address, answer::complete)));

        assertThat(answer).succeedsWithin(PATIENCE).isEqualTo("hello world");
    }

    @Test
    void pagesAndNewsCome() {
        try (var http = Http.of(HttpOptions.DEFAULT);
                var server = new RawServer((socket, head) -> RawServer.write(
                        socket,
                        head.startsWith("GET /news")
                                ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: add\ndata: one\n\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"))) {
            var page = new CompletableFuture<String>();
            system.spawn(NetExamples.fetching(system.spawn(http.client(10)), server.uri("/page"), page::complete));
            assertThat(page).succeedsWithin(PATIENCE).isEqualTo("200 page");

            var news = new CompletableFuture<String>();
            system.spawn(NetExamples.following(http, server.uri("/news"), news::complete));
            assertThat(news).succeedsWithin(PATIENCE).isEqualTo("add one");
        }
    }
}
