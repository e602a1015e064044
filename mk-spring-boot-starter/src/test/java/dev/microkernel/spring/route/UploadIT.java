package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.PATIENCE;
import static dev.microkernel.spring.route.RoutedApplication.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Bodies that become messages while they arrive. */
class UploadIT {

    private static final int LINES = 200;

    private RoutedApplication application;

    @BeforeEach
    void start() {
        application = RoutedApplication.start(Application.class, "--mk.routes.ask-timeout=500ms");
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private Application sums() {
        return application.bean(Application.class);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return application.send(application
                .request("/sum")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"value\":" + i + "}\n")
                .collect(Collectors.joining());
    }

    @Test
    void everyPartIsAMessageInItsOrderThroughAMailboxOfTwo() throws Exception {
        var response = post(lines(LINES));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(LINES + " parts, sum " + (LINES - 1) * LINES / 2);
        assertThat(sums().outOfOrder).isZero();
    }

    @Test
    void bytesComeAsTheyArrive() throws Exception {
        var body = new byte[300_000];
        var response =
                application.send(application.request("/bytes").POST(HttpRequest.BodyPublishers.ofByteArray(body)));

        assertThat(response.body()).endsWith("sum " + body.length);
    }

    @Test
    void anEmptyBodyHasNoParts() throws Exception {
        assertThat(post("").body()).isEqualTo("0 parts, sum 0");
    }

    @Test
    void aPartThatCannotBeReadIs400AndTheActorHearsOfIt() throws Exception {
        assertThat(post(lines(3) + "{\"value\":\n").statusCode()).isEqualTo(400);

        eventually(() -> assertThat(sums().ends).containsExactly(new UploadEnd(3, false)));
    }

    @Test
    void aPartThatIsNoMessageIs400WithTheReason() throws Exception {
        var response = post("{\"value\":-1}\n");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("value must not be negative");
    }

    @Test
    void theActorHearsOfAClientThatLeaves() throws Exception {
        try (var socket = new Socket("127.0.0.1", application.port())) {
            socket.getOutputStream()
                    .write(("POST /sum HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                                    + "Content-Length: 100000\r\n\r\n" + lines(2))
                            .getBytes(StandardCharsets.US_ASCII));
            eventually(() -> assertThat(sums().handled).isEqualTo(2));
        }
        eventually(() -> assertThat(sums().ends).containsExactly(new UploadEnd(2, false)));
    }

    @Test
    void anActorWithoutRoomIs503AndOneThatHasStopped410() throws Exception {
        var system = application.system();
        var adder = system.registry().lookup("adder").orElseThrow();
        system.suspend(adder);
        assertThat(post(lines(10))).satisfies(response -> {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        });
        system.resume(adder);
        eventually(() -> assertThat(sums().ends).containsExactly(new UploadEnd(2, false)));

        system.stop(adder);
        assertThat(system.monitor(adder)).succeedsWithin(PATIENCE);
        assertThat(post(lines(10)).statusCode()).isEqualTo(410);
    }

    record Value(int value) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        final List<UploadEnd> ends = new CopyOnWriteArrayList<>();
        volatile int handled;
        volatile int outOfOrder;
        private long sum;

        @Bean
        ActorRef<Object> adder(ActorSystem system) {
            var adder = system.spawn(
                    "adder",
                    ActorSpec.of(context -> message -> {
                                switch (message) {
                                    case Value(int value) -> add(value, value != handled);
                                    case byte[] bytes -> add(bytes.length, false);
                                    case UploadEnd end
                                    when end.complete() -> {
                                        context.reply(end.parts() + " parts, sum " + sum);
                                        sum = 0;
                                    }
                                    case UploadEnd end -> ends.add(end);
                                    default -> {}
                                }
                                return Behavior.same();
                            })
                            .withMailbox(MailboxSpec.bounded(2)));
            system.registry().register("adder", adder);
            return adder;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one actor writes
        private void add(int value, boolean overtaken) {
            sum += value;
            handled++;
            outOfOrder += overtaken ? 1 : 0;
        }

        private static Value checked(Value value) {
            if (value.value() < 0) {
                throw new IllegalArgumentException("value must not be negative, value=" + value.value());
            }
            return value;
        }

        @Bean
        RouterFunction<ServerResponse> routes(ActorRoutes routes, ActorRef<Object> adder) {
            return routes.to(adder)
                    .upload(
                            HttpMethod.POST,
                            "/sum",
                            Value.class,
                            (request, value) -> checked(value),
                            (request, end) -> end)
                    .upload(HttpMethod.POST, "/bytes", byte[].class, (request, bytes) -> bytes, (request, end) -> end)
                    .build();
        }
    }
}
