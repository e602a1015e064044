package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.AskTimeout;
import dev.microkernel.spring.Receive;
import jakarta.validation.constraints.Max;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Routes that methods of actor beans declare, over real HTTP, beside a controller. */
class HandlerRoutesIT {

    private static RoutedApplication application;

    @BeforeAll
    static void start() {
        application =
                RoutedApplication.start(Application.class, "--shop.base=/shop", "--mk.routes.sse.heartbeat=100ms");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void aRecordIsMadeOfPathAndQuery() throws Exception {
        assertThat(application.get("/shop/price/tea?amount=3").body())
                .isEqualTo("{\"article\":\"tea\",\"amount\":3,\"cents\":300}");
        assertThat(application.get("/shop/price/tea").statusCode())
                .as("no amount")
                .isEqualTo(400);
        assertThat(application.get("/shop/price/tea?amount=many")).satisfies(response -> {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("amount");
        });
        assertThat(application.get("/shop/price/tea?amount=-1").body())
                .as("what its constructor says")
                .contains("amount must be positive, amount=-1");
        assertThat(application.get("/shop/price/tea?amount=5000")).satisfies(response -> {
            assertThat(response.statusCode()).as("Bean Validation").isEqualTo(400);
            assertThat(response.body()).contains("amount: ");
        });
    }

    @Test
    void aBodyIsTheMessageAndTheStatusIsTheMethods() throws Exception {
        assertThat(application.postJson("/shop/orders", "{\"article\":\"tea\",\"amount\":2}"))
                .satisfies(response -> {
                    assertThat(response.statusCode()).isEqualTo(201);
                    assertThat(response.body()).isEqualTo("ordered 2 tea");
                });
        assertThat(application
                        .postJson("/shop/orders", "{\"article\":\"tea\",\"amount\":2000}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(application
                        .send(application
                                .request("/shop/orders")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("tea")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aMethodThatReturnsNothingAccepts() throws Exception {
        assertThat(application
                        .send(application.request("/shop/orders").DELETE())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void eachRouteHasItsTimeout() throws Exception {
        assertThat(application.get("/shop/slow").statusCode()).isEqualTo(504);
    }

    @Test
    void thePathSaysWhichActorOfManyIsMeant() throws Exception {
        assertThat(application
                        .send(application
                                .request("/api/lamps/kitchen")
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"percent\":40}")))
                        .statusCode())
                .isEqualTo(202);
        assertThat(application.get("/api/lamps/kitchen").body()).isEqualTo("kitchen 40");
        assertThat(application.get("/api/lamps/cellar").body()).isEqualTo("cellar 0");
    }

    @Test
    void eventStreamsAndWebSocketsAreMessagesToo() throws Exception {
        var socket = new WebSocketListener();
        var client = application
                .webSocket()
                .subprotocols("talk")
                .buildAsync(application.uri("ws", "/talk"), socket)
                .join();
        assertThat(socket.next()).isEqualTo("text welcome to talk");
        var events = application
                .client()
                .send(application.request("/talk/news?since=4").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            assertThat(nextData(lines)).isEqualTo("data:since 4");
            client.sendText("hello", true).join();
            assertThat(nextData(lines)).isEqualTo("data:hello");
        }
        client.abort();
        eventually(
                () -> assertThat(application.bean(ActorRoutes.class).clients()).isZero());
    }

    @Test
    void theStreamOfAnActorThatItsClientStartedEndsWithIt() throws Exception {
        var events = application
                .client()
                .send(
                        application.request("/api/lamps/attic/changes").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            assertThat(nextData(lines)).isEqualTo("data:attic 0");
            while (!":alive".equals(lines.readLine())) {
                // with the first heartbeat the actor is watched
            }
            application.system().stop(application.system().find("/lamp/attic").orElseThrow());
            assertThat(nextData(lines)).as("the end").isNull();
        }
    }

    /** Without comments, and what separates events. */
    private static String nextData(BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
        } while (line != null && !line.startsWith("data:"));
        return line;
    }

    @Test
    void theApplicationsControllersStayAsTheyAre() throws Exception {
        assertThat(application.get("/shop/plain").body()).isEqualTo("a controller's");
        assertThat(application.get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Shop.class, Lamp.class, Talk.class, Plain.class})
    static class Application {}

    @RestController
    static class Plain {
        @GetMapping("/shop/plain")
        String plain() {
            return "a controller's";
        }
    }

    @Actor
    @RequestMapping("${shop.base}")
    static class Shop {

        record AskPrice(String article, @Max(1000) int amount) {
            AskPrice {
                if (amount < 0) {
                    throw new IllegalArgumentException("amount must be positive, amount=" + amount);
                }
            }
        }

        record Price(String article, int amount, int cents) {}

        record Order(String article, @Max(1000) int amount) {}

        record CancelAll() {}

        record Dawdle() {}

        @Receive
        @GetMapping("/price/{article}")
        Price price(AskPrice question) {
            return new Price(question.article(), question.amount(), question.amount() * 100);
        }

        @Receive
        @PostMapping("/orders")
        @ResponseStatus(HttpStatus.CREATED)
        String order(Order order) {
            return "ordered " + order.amount() + " " + order.article();
        }

        @Receive
        @DeleteMapping("/orders")
        void cancel(CancelAll order) {}

        @Receive
        @GetMapping("/slow")
        @AskTimeout("50ms")
        CompletableFuture<String> dawdle(Dawdle question) {
            return new CompletableFuture<>();
        }
    }

    @Actor(path = "/lamp/{id}")
    @RequestMapping("/api/lamps/{id}")
    static class Lamp {

        record Dim(int percent) {}

        record AskState() {}

        private final ActorKey id;
        private final Set<Object> known = new HashSet<>();
        private int percent;

        Lamp(ActorKey id) {
            this.id = id;
        }

        @Receive
        @PutMapping
        void dim(Dim order) {
            percent = order.percent();
        }

        @Receive
        @GetMapping("/changes")
        void follow(SseClient client) {
            if (known.add(client.actor())) {
                client.actor().tell(id.value() + " " + percent);
            }
        }

        @Receive
        @GetMapping
        String state(AskState question) {
            return id.value() + " " + percent;
        }
    }

    @Actor
    static class Talk {

        record Subscribe(int since, SseClient client) {}

        private final List<SseClient> listeners = new ArrayList<>();
        private final Map<Object, String> names = new HashMap<>();

        @Receive
        @GetMapping("/talk/news")
        void subscribe(Subscribe request) {
            if (listeners.stream()
                    .noneMatch(known -> known.actor().equals(request.client().actor()))) {
                listeners.add(request.client());
                request.client().actor().tell("since " + request.since());
            }
        }

        @Receive
        @WebSocketMapping(value = "/talk", subprotocols = "talk")
        void on(WebSocketEvent event) {
            switch (event) {
                case WebSocketEvent.Opened(var socket, var subprotocol) -> {
                    names.put(socket, subprotocol);
                    socket.tell(new WebSocketCommand.SendText("welcome to " + subprotocol));
                }
                case WebSocketEvent.Text(var socket, var text) ->
                    listeners.forEach(listener -> listener.actor().tell(text));
                case WebSocketEvent.Closed closed -> names.remove(closed.socket());
                default -> {}
            }
        }
    }
}
