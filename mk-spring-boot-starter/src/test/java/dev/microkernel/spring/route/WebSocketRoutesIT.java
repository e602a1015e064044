package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.system.ActorSystem;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** WebSockets into mailboxes, with the JDK's client. */
class WebSocketRoutesIT {

    private RoutedApplication application;
    private Room room;

    @BeforeEach
    void start() {
        application = RoutedApplication.start(
                Application.class, "--mk.routes.web-socket.max-message=64KB", "--mk.routes.clients-max=3");
        room = application.bean(Room.class);
    }

    @AfterEach
    void stop() {
        room.blocked.countDown();
        application.close();
    }

    // ---- what goes through

    @Test
    void textsBytesAndValuesGoBothWays() throws Exception {
        var listener = new WebSocketListener();
        var client = connect("/session/42", listener);
        assertThat(listener.next()).as("a record is JSON").isEqualTo("text {\"user\":\"42\",\"subprotocol\":\"\"}");

        client.sendText("hel", false).join();
        client.sendText("lo", true).join();
        assertThat(listener.next()).isEqualTo("text hello");
        client.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, -1}), true).join();
        assertThat(listener.next()).isEqualTo("binary 0102ff");
    }

    @Test
    void theFirstOfTheClientsSubprotocolsThatIsSpokenIsChosen() throws Exception {
        var listener = new WebSocketListener();
        var client = application
                .webSocket()
                .subprotocols("v3.chat", "v2.chat", "v1.chat")
                .buildAsync(application.uri("ws", "/session/42"), listener)
                .join();
        assertThat(client.getSubprotocol()).isEqualTo("v2.chat");
        assertThat(listener.next()).contains("\"subprotocol\":\"v2.chat\"");
    }

    @Test
    void pingsAreAnsweredEitherWay() throws Exception {
        var listener = new WebSocketListener();
        var client = connect("/room", listener);
        client.sendPing(ByteBuffer.wrap(new byte[] {7})).join();
        assertThat(listener.next()).isEqualTo("pong 07");

        client.sendText("ping me", true).join();
        awaitHeard("Pong[me]");
    }

    // ---- how it ends

    @Test
    void theActorClosesWithACodeOfItsOwn() throws Exception {
        var listener = new WebSocketListener();
        var client = connect("/room", listener);
        client.sendText("close", true).join();
        assertThat(listener.next()).isEqualTo("text last words");
        assertThat(listener.next()).isEqualTo("close 4001 enough");
        awaitHeard("Closed[4001 enough]");
        awaitNobody();
    }

    @Test
    void theActorHearsHowTheClientCloses() {
        connect("/room", new WebSocketListener()).sendClose(3007, "done").join();
        awaitHeard("Closed[3007 done]");
        awaitNobody();
    }

    @Test
    void theActorHearsThatTheClientIsLost() {
        connect("/room", new WebSocketListener()).abort();
        awaitHeard("Closed[1006 ]");
        awaitNobody();
    }

    @ParameterizedTest
    @CsvSource({"stop yourself,1000", "throw,1011"})
    void theEndOfTheActorIsACode(String order, int code) throws Exception {
        var listener = new WebSocketListener();
        var client = connect("/session/42", listener);
        listener.next();
        client.sendText(order, true).join();
        assertThat(listener.next()).startsWith("close " + code);
        awaitNobody();
    }

    @Test
    void anActorThatIsStoppedIsGoingAway() throws Exception {
        var listener = new WebSocketListener();
        connect("/room", listener);
        awaitHeard("Opened[]");
        application.system().stop(room.actor);
        assertThat(listener.next()).startsWith("close 1001");
        awaitNobody();
    }

    @Test
    void aSessionsActorEndsWithItsWebSocket() throws Exception {
        var listener = new WebSocketListener();
        var before = application.system().actors();
        var client = connect("/session/42", listener);
        listener.next();
        client.abort();
        eventually(() -> assertThat(application.system().actors()).isEqualTo(before));
    }

    @Test
    void shutdownTellsClientsAndDoesNotWaitForThem() throws Exception {
        var listener = new WebSocketListener();
        connect("/room", listener);
        var start = System.nanoTime();
        application.shutDown();
        assertThat(listener.next()).startsWith("close 1001");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("the web server would wait for its end for 30 s")
                .isLessThan(Duration.ofSeconds(20));
    }

    // ---- what is refused

    @Test
    void aHandshakeIsAnsweredAsOtherRequestsAre() throws Exception {
        assertThat(application.get("/room").statusCode()).as("no upgrade").isEqualTo(426);
        assertThat(refusal("/session/nobody")).as("no message").isEqualTo(400);
        assertThat(application
                        .send(application
                                .request("/room")
                                .headers(
                                        "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="))
                        .statusCode())
                .as("no upgrade")
                .isEqualTo(426);

        block();
        assertThat(refusal("/room")).as("full").isEqualTo(503);
        room.blocked.countDown();

        application.system().stop(room.actor);
        eventually(() -> assertThat(refusal("/room")).as("stopped").isEqualTo(410));
        awaitNobody();
    }

    @Test
    void aForeignOriginIsRefused() {
        assertThat(refusal(application.webSocket().header("Origin", "https://evil.example"), "/room"))
                .isEqualTo(403);
        application
                .webSocket()
                .header("Origin", "http://127.0.0.1:" + application.port())
                .buildAsync(application.uri("ws", "/room"), new WebSocketListener())
                .join();
    }

    @Test
    void clientsAreBoundedAndOneThatLeavesMakesRoom() {
        var first = connect("/room", new WebSocketListener());
        connect("/room", new WebSocketListener());
        connect("/room", new WebSocketListener());
        assertThat(refusal("/room")).isEqualTo(503);
        assertThat(refusal("/session/42")).isEqualTo(503);

        first.abort();
        eventually(
                () -> assertThat(application.bean(ActorRoutes.class).clients()).isEqualTo(2));
        connect("/room", new WebSocketListener());
    }

    @Test
    void aMessageThatIsNoneIsAgainstThePolicy() throws Exception {
        var listener = new WebSocketListener();
        connect("/room", listener).sendText("nonsense", true).join();
        assertThat(listener.next()).isEqualTo("close 1008 that is nonsense");
        awaitHeard("Closed[1008 that is nonsense]");
    }

    @Test
    void aMessageThatIsTooLongIsRefusedWholeOrInParts() throws Exception {
        var whole = new WebSocketListener();
        connect("/room", whole)
                .sendText("x".repeat(1 << 17), true)
                .handle((sent, failure) -> null)
                .join();
        assertThat(whole.next()).startsWith("close 1009");
        var parts = new WebSocketListener();
        var client = connect("/room", parts);
        for (int i = 0; i < 4; i++) {
            client.sendText("x".repeat(1 << 15), false)
                    .handle((sent, failure) -> null)
                    .join();
        }
        assertThat(parts.next()).startsWith("close 1009");
        eventually(() -> assertThat(room.heard)
                .filteredOn(event -> event.startsWith("Closed[1009"))
                .hasSize(2));
    }

    // ---- who is slower than the other

    @Test
    void aBusyActorMakesTheClientWaitAndLosesNothing() {
        var client = connect("/room", new WebSocketListener());
        awaitHeard("Opened[]");
        client.sendText("block", true).join();
        awaitHeard("Text[block]");
        for (int i = 0; i < 500; i++) {
            client.sendText("message " + i, true).join();
        }
        room.blocked.countDown();
        awaitHeard("Text[message 499]");
        assertThat(room.heard)
                .filteredOn(event -> event.startsWith("Text[message"))
                .containsExactlyElementsOf(IntStream.range(0, 500)
                        .mapToObj(i -> "Text[message " + i + "]")
                        .toList());
    }

    @Test
    void anActorThatAsksForMessagesGetsAsManyAsItWants() {
        var client = connect("/demand", new WebSocketListener());
        for (int i = 0; i < 10; i++) {
            client.sendText("message " + i, true).join();
        }
        awaitHeard("Text[message 1]");
        room.sockets.getLast().tell(new WebSocketCommand.Demand(1));
        awaitHeard("Text[message 2]");
        assertThat(room.heard).doesNotContain("Text[message 3]");
        room.sockets.getLast().tell(new WebSocketCommand.Demand(100));
        awaitHeard("Text[message 9]");
    }

    @Test
    void aSlowClientIsClosed() {
        connect("/room", new WebSocketListener(false));
        awaitHeard("Opened[]");
        flood(5_000);
        awaitHeard("Closed[1013 too slow]");
        awaitNobody();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "DROP_OLDEST", "COALESCE"})
    void aSlowClientMissesMessages(SlowClient policy) throws Exception {
        var slow = new WebSocketListener(false);
        var client = connect("/slow/" + policy, slow);
        awaitHeard("Opened[]");
        flood(1_000);
        client.request(Long.MAX_VALUE);
        var last = slow.next();
        int received = 1;
        while (policy == SlowClient.DROP_NEWEST ? received < 10 : !last.startsWith("text 999 ")) {
            last = slow.next();
            received++;
        }
        assertThat(received).isBetween(4, 900);
        room.sockets.getLast().tell(new WebSocketCommand.Close());
        do {
            last = slow.next();
        } while (last.startsWith("text"));
        assertThat(last).as("it is not closed for being slow").startsWith("close 1000");
    }

    @Test
    void aClientThatIsSilentIsGone() {
        connect("/slow/heartbeat", new WebSocketListener(false));
        awaitHeard("Closed[1006 ]");
        awaitNobody();
    }

    // ---- parts

    private WebSocket connect(String path, WebSocket.Listener listener) {
        return application
                .webSocket()
                .buildAsync(application.uri("ws", path), listener)
                .join();
    }

    private int refusal(String path) {
        return refusal(application.webSocket(), path);
    }

    private int refusal(WebSocket.Builder builder, String path) {
        var connection = builder.buildAsync(application.uri("ws", path), new WebSocketListener());
        try {
            connection.join().abort();
            return 101;
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            return Assertions.fail("not even refused", failure);
        }
    }

    private void block() {
        room.actor.tell("block");
        awaitHeard("block");
        while (room.actor.tell("fills the mailbox") == Delivery.ACCEPTED) {
            Thread.onSpinWait();
        }
    }

    private void flood(int messages) {
        var filler = "x".repeat(60_000);
        for (int i = 0; i < messages; i++) {
            room.sockets.getLast().tell(new WebSocketCommand.SendText(i + " " + filler));
        }
    }

    private void awaitHeard(String event) {
        eventually(() -> assertThat(room.heard).contains(event));
    }

    private void awaitNobody() {
        eventually(
                () -> assertThat(application.bean(ActorRoutes.class).clients()).isZero());
    }

    /** An actor for many clients, and what it has heard. */
    static final class Room {

        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<ActorRef<WebSocketCommand>> sockets = new CopyOnWriteArrayList<>();
        final CountDownLatch blocked = new CountDownLatch(1);
        final ActorRef<Object> actor;

        Room(ActorSystem system) {
            actor = system.spawn(
                    "room",
                    ActorSpec.of(context -> message -> onMessage(message)).withMailbox(MailboxSpec.bounded(16)));
        }

        private Behavior<Object> onMessage(Object message) throws Exception {
            switch (message) {
                case WebSocketEvent.Opened(var socket, var subprotocol) -> {
                    sockets.add(socket);
                    heard.add("Opened[" + subprotocol + "]");
                }
                case WebSocketEvent.Text(var socket, var text) -> {
                    heard.add("Text[" + text + "]");
                    switch (text) {
                        case "ping me" -> socket.tell(new WebSocketCommand.Ping(Bytes.utf8("me")));
                        case "close" -> {
                            socket.tell(new WebSocketCommand.SendText("last words"));
                            socket.tell(new WebSocketCommand.Close(4001, "enough"));
                        }
                        case "block" -> blocked.await();
                        default -> {}
                    }
                }
                case WebSocketEvent.Pong(var socket, var payload) -> heard.add("Pong[" + payload.utf8() + "]");
                case WebSocketEvent.Closed(var socket, var code, var reason) ->
                    heard.add("Closed[" + code + " " + reason + "]");
                case String text
                when text.equals("block") -> {
                    heard.add("block");
                    blocked.await();
                }
                default -> {}
            }
            return Behavior.same();
        }

        static Object message(WebSocketEvent event) {
            if (event instanceof WebSocketEvent.Text(var socket, var text) && text.equals("nonsense")) {
                throw new IllegalArgumentException("that is nonsense");
            }
            return event;
        }
    }

    record Welcome(String user, String subprotocol) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Room room(ActorSystem system) {
            return new Room(system);
        }

        @Bean
        RouterFunction<ServerResponse> rooms(ActorRoutes routes, Room room) {
            var usual = routes.webSocketSettings();
            var route = routes.to(room.actor)
                    .webSocket("/room", (request, event) -> Room.message(event))
                    .webSocket("/demand", usual.withDemand(2), (request, event) -> event)
                    .webSocket(
                            "/slow/heartbeat",
                            usual.withClients(usual.clients().withHeartbeat(Duration.ofMillis(50))),
                            (request, event) -> event);
            for (var policy : SlowClient.values()) {
                route.webSocket(
                        "/slow/" + policy,
                        usual.withClients(usual.clients().withBuffer(4, policy)),
                        (request, event) -> event);
            }
            return route.build();
        }

        @Bean
        RouterFunction<ServerResponse> sessions(ActorRoutes routes) {
            return routes.webSocket(
                    "/session/{user}", routes.webSocketSettings().withSubprotocols("v1.chat", "v2.chat"), request -> {
                        var user = request.pathVariable("user");
                        if (user.equals("nobody")) {
                            throw new IllegalArgumentException("there is no such user");
                        }
                        return ActorSpec.of(context -> event -> session(user, event, context));
                    });
        }

        private static Behavior<WebSocketEvent> session(
                String user, WebSocketEvent event, ActorContext<WebSocketEvent> context) {
            switch (event) {
                case WebSocketEvent.Opened opened -> context.reply(new Welcome(user, opened.subprotocol()));
                case WebSocketEvent.Text(var socket, var text)
                when text.equals("stop yourself") -> {
                    return Behavior.stopped();
                }
                case WebSocketEvent.Text(var socket, var text)
                when text.equals("throw") -> throw new IllegalStateException("planted");
                case WebSocketEvent.Text(var socket, var text) -> context.reply(text);
                case WebSocketEvent.Binary(var socket, var bytes) -> context.reply(bytes);
                default -> {}
            }
            return Behavior.same();
        }
    }
}
