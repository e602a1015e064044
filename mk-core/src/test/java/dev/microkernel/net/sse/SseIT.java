package dev.microkernel.net.sse;

import static dev.microkernel.net.RawServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.RawServer;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";
    private static final SseOptions OPTIONS =
            SseOptions.DEFAULT.withRetry(Duration.ofMillis(20), Duration.ofMillis(200), 3);

    private final ActorSystem system = ActorSystem.named("sse").start();
    private final Http http = Http.of(HttpOptions.DEFAULT);
    private final Probe<SseEvent> probe = new Probe<SseEvent>(system, "probe").within(PATIENCE);

    @AfterEach
    void close() {
        system.close();
        http.close();
    }

    private ActorRef<SseCommand> open(RawServer server, SseOptions options) {
        var request = HttpRequest.newBuilder(server.uri("/events")).build();
        return system.spawn(Sse.source(http, request, options, probe.ref()));
    }

    private ServerSentEvent received() {
        return probe.expectMessage(SseEvent.Received.class).event();
    }

    @Test
    void connectsAgainWithTheLastIdAndAfterTheDelayThatTheServerWants() {
        var connections = new AtomicInteger();
        try (var server = new RawServer((socket, head) -> {
            int number = connections.incrementAndGet();
            write(socket, OK + "retry: 150\nid: " + number + "\ndata: hello " + number + "\n\ndata: los");
        })) {
            open(server, OPTIONS);
            for (int number = 1; number <= 3; number++) {
                probe.expectMessage(SseEvent.Opened.class);
                assertThat(received()).isEqualTo(new ServerSentEvent("" + number, "message", "hello " + number));
                var again = probe.expectMessage(SseEvent.Reconnecting.class);
                assertThat(again.delay()).isEqualTo(Duration.ofMillis(150));
            }
            assertThat(server.heads().get(0))
                    .contains("Accept: text/event-stream")
                    .doesNotContain("Last-Event-ID");
            assertThat(server.heads().get(1)).contains("Last-Event-ID: 1");
            assertThat(server.heads().get(2)).contains("Last-Event-ID: 2");
        }
    }

    @Test
    void waitsLongerWithEachFailureAndGivesUpAtLast() {
        try (var server =
                new RawServer((socket, head) -> write(socket, "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"))) {
            var source = open(server, OPTIONS);
            for (int delay : new int[] {20, 40, 80}) {
                assertThat(probe.expectMessage(SseEvent.Reconnecting.class).delay())
                        .isEqualTo(Duration.ofMillis(delay));
            }
            assertThat(probe.expectMessage(SseEvent.Failed.class).failure().kind())
                    .isEqualTo(NetFailure.Kind.REFUSED);
            probe.expectTerminated(source);
            assertThat(server.heads()).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 No Content\r\nContent-Type: text/event-stream",
                "404 Not Found\r\nContent-Type: text/event-stream",
                "200 OK\r\nContent-Type: text/html",
                "200 OK"
            })
    void anAnswerThatIsNoStreamIsNotTriedAgain(String answer) {
        try (var server = new RawServer((socket, head) -> write(socket, "HTTP/1.1 " + answer + "\r\n\r\n"))) {
            open(server, OPTIONS);
            assertThat(probe.expectMessage(SseEvent.Failed.class).failure().kind())
                    .isEqualTo(NetFailure.Kind.PROTOCOL);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void anEventThatIsTooLongEndsTheStream() {
        try (var server = new RawServer((socket, head) -> {
            write(socket, OK);
            while (true) {
                write(socket, "data: " + "x".repeat(50) + "\n");
            }
        })) {
            open(server, OPTIONS.withEventBytesMax(1000));
            probe.expectMessage(SseEvent.Opened.class);
            assertThat(probe.expectMessage(SseEvent.Failed.class).failure().kind())
                    .isEqualTo(NetFailure.Kind.LIMIT);
        }
    }

    @Test
    void deliversNoMoreThanIsAskedFor() {
        try (var server = new RawServer((socket, head) -> {
            write(socket, OK + "data:1\n\ndata:2\n\n");
            var _ = socket.getInputStream().read();
        })) {
            var source = open(server, OPTIONS.withDemand(1));
            probe.expectMessage(SseEvent.Opened.class);
            assertThat(received().data()).isEqualTo("1");
            probe.expectNothing(Duration.ofMillis(200));
            source.tell(new SseCommand.Demand(1));
            assertThat(received().data()).isEqualTo("2");
        }
    }

    @Test
    void stoppingItDisconnects() throws Exception {
        var gone = new CountDownLatch(1);
        try (var server = new RawServer((socket, head) -> {
            write(socket, OK + ":\n");
            if (socket.getInputStream().read() < 0) {
                gone.countDown();
            }
        })) {
            var source = open(server, OPTIONS);
            probe.expectMessage(SseEvent.Opened.class);
            system.stop(source);
            assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
