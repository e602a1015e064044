package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes over real HTTP: what a client is told, also when there is no reply. */
class ActorRoutesIT {

    private RoutedApplication application;
    private ActorSystem system;

    @BeforeEach
    void start() {
        application = RoutedApplication.start(Application.class, "--mk.routes.ask-timeout=300ms");
        system = application.system();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aReplyIsTheBodyAndAnEmptyOneIs404() throws Exception {
        assertThat(application.get("/greet/world")).satisfies(response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"text\":\"hello world\"}");
        });
        assertThat(application.get("/greet/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void aReplyIsMadeABodyWhereTheConnectionIsAndNotInTheActor() throws Exception {
        assertThat(application.get("/greet/where").body()).startsWith("{\"thread\":\"reactor-http");
    }

    @Test
    void aPostedBodyBecomesTheMessage() throws Exception {
        assertThat(application.postJson("/greet", "{\"name\":\"you\"}").body()).isEqualTo("{\"text\":\"hello you\"}");
        assertThat(application.postJson("/greet", "{\"name\":").statusCode()).isEqualTo(400);
        assertThat(application.postJson("/greet", "").statusCode()).isEqualTo(400);
    }

    @Test
    void aRequestThatIsNoMessageIs400WithTheReason() throws Exception {
        var response = application.get("/greet/x");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("name must be longer than one letter, name=x");
    }

    @Test
    void eachWayToFailHasItsStatus() throws Exception {
        assertThat(application.get("/greet/fail").statusCode()).isEqualTo(500);
        assertThat(application.get("/greet/fail").body()).doesNotContain("planted");
        assertThat(application.get("/greet/silent").statusCode()).isEqualTo(504);

        Application.BLOCKED = new CountDownLatch(1);
        try {
            system.registry().lookup("greeter").orElseThrow().tell("block");
            Awaitility.await().atMost(PATIENCE).until(() -> Application.BLOCKING);
            system.registry().lookup("greeter").orElseThrow().tell("fills the mailbox");
            assertThat(application.get("/greet/world")).satisfies(response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("Retry-After")).contains("1");
            });
        } finally {
            Application.BLOCKED.countDown();
        }

        system.stop(system.registry().lookup("greeter").orElseThrow());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> system.registry().lookup("greeter").isEmpty());
        assertThat(application.get("/greet/world").statusCode()).isEqualTo(410);
        assertThat(application.get("/events").statusCode()).isEqualTo(410);
    }

    @Test
    void whatTheSubscriberIsToldIsAnEventUntilTheClientIsGone() throws Exception {
        try (var lines = events()) {
            assertThat(next(lines)).isEqualTo(":subscribed");
            Awaitility.await().atMost(PATIENCE).until(() -> !Application.SUBSCRIBERS.isEmpty());
            Application.SUBSCRIBERS.forEach(subscriber -> subscriber.tell(new Greeting("first")));
            assertThat(next(lines)).isEqualTo("data:{\"text\":\"first\"}");
            assertThat(subscribers()).isEqualTo(1);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> subscribers() == 0);
    }

    @Test
    void theStreamEndsWithTheActor() throws Exception {
        try (var lines = events()) {
            assertThat(next(lines)).isEqualTo(":subscribed");
            system.stop(system.registry().lookup("greeter").orElseThrow());

            String line;
            do {
                line = lines.readLine();
            } while (line != null);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> subscribers() == 0);
    }

    private long subscribers() {
        return system.inspect()
                .withDescendants()
                .map(ActorInfo::type)
                .filter("SseClient"::equals)
                .count();
    }

    private BufferedReader events() throws IOException, InterruptedException {
        var response = application
                .client()
                .send(application.request("/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
        } while (line != null && line.isEmpty());
        return line;
    }

    record Greet(String name) {
        Greet {
            if (name.length() < 2) {
                throw new IllegalArgumentException("name must be longer than one letter, name=" + name);
            }
        }
    }

    record Subscribe(ActorRef<Object> subscriber) {}

    record Greeting(String text) {}

    /** Knows who makes it JSON. */
    static final class Where {
        public String getThread() {
            return Thread.currentThread().getName();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        static final Set<ActorRef<Object>> SUBSCRIBERS = ConcurrentHashMap.newKeySet();
        static volatile CountDownLatch BLOCKED = new CountDownLatch(0);
        static volatile boolean BLOCKING;

        @Bean
        ActorRef<Object> greeter(ActorSystem system) {
            SUBSCRIBERS.clear();
            BLOCKING = false;
            var greeter = system.spawn(
                    "greeter",
                    ActorSpec.of(context -> message -> {
                                switch (message) {
                                    case Greet(var name) when name.equals("nobody") -> context.reply(Optional.empty());
                                    case Greet(var name)
                                    when name.equals("fail") -> throw new IllegalStateException("planted");
                                    case Greet(var name) when name.equals("silent") -> {}
                                    case Greet(var name) when name.equals("where") -> context.reply(new Where());
                                    case Greet(var name) -> context.reply(new Greeting("hello " + name));
                                    case Subscribe(var subscriber) -> SUBSCRIBERS.add(subscriber);
                                    case String text
                                    when text.equals("block") -> {
                                        BLOCKING = true;
                                        BLOCKED.await();
                                    }
                                    default -> {}
                                }
                                return Behavior.same();
                            })
                            .withMailbox(MailboxSpec.bounded(1)));
            system.registry().register("greeter", greeter);
            return greeter;
        }

        @Bean
        RouterFunction<ServerResponse> routes(ActorRoutes routes, ActorRef<Object> greeter) {
            return routes.to(greeter)
                    .get("/greet/{name}", request -> new Greet(request.pathVariable("name")))
                    .post("/greet", Greet.class, (request, greet) -> greet)
                    .sse("/events", (request, client) -> new Subscribe(client.actor()))
                    .build();
        }
    }
}
