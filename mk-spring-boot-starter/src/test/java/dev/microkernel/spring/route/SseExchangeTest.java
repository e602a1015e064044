package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** One client of an event stream on virtual time: what it gets, and that nothing is left of it whenever it leaves. */
class SseExchangeTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final SimulatedSystem simulation = ActorSystem.named("sse").simulate(1);
    private final List<SseClient> subscriptions = new ArrayList<>();
    private final ActorRef<SseClient> source = simulation.system().spawn("source", context -> message -> {
        subscriptions.add(message);
        return Behavior.same();
    });
    private final RouteContext routes = RouteContext.of(
            simulation.system(),
            RouteSettings.DEFAULT.withClientsMax(2),
            null,
            (exchange, handler) -> Mono.empty(),
            RouteInterceptor.NONE);
    private final List<String> written = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void whatTheClientsActorIsToldIsAnEvent() {
        var client = connect();
        tell("text");
        tell(new byte[] {1, 2, 3});
        tell(ServerSentEvent.builder("x").id("7").event("named").build());

        assertThat(String.join("", written))
                .isEqualTo(":subscribed\n\ndata:text\n\ndata:AQID\n\nid:7\nevent:named\ndata:x\n\n");
        client.dispose();
    }

    @Test
    void itSubscribesAgainWithTheLastIdInCaseTheActorWasRestarted() {
        var client = connect("Last-Event-ID", "5");
        assertThat(subscriptions.getFirst().lastEventId()).contains("5");
        tell(ServerSentEvent.builder("x").id("7").build());
        simulation.advance(HEARTBEAT);

        assertThat(subscriptions).hasSize(2);
        assertThat(subscriptions.getLast().actor())
                .isEqualTo(subscriptions.getFirst().actor());
        assertThat(subscriptions.getLast().lastEventId()).contains("7");
        assertThat(written).last().asString().contains(":alive");
        client.dispose();
    }

    @Test
    void aClientThatIsGoneEndsItsActor() {
        var client = connect();
        assertThat(routes.clients().connected()).isEqualTo(1);
        client.dispose();
        simulation.settle();

        assertNothingIsLeft();
    }

    /** The handler has answered, and the client leaves before anything of the answer is written. */
    @Test
    void aClientThatLeavesBeforeTheFirstByteLeavesNothing() {
        var exchange = exchange();
        response(exchange, SseExchangeTest::message);
        simulation.settle();

        assertThat(subscriptions).as("nothing is opened before it is written").isEmpty();
        assertNothingIsLeft();
    }

    /** The stream is open, and the connection is lost before anybody has begun to read it. */
    @Test
    void aClientThatLeavesBeforeTheFirstReadLeavesNothing() {
        var exchange = exchange();
        exchange.getResponse().setWriteHandler(body -> Mono.never()); // takes the body, and never reads it
        var client = write(response(exchange, SseExchangeTest::message), exchange);
        simulation.settle();
        assertThat(routes.clients().connected()).isEqualTo(1);
        client.dispose();
        simulation.settle();

        assertNothingIsLeft();
    }

    @Test
    void aWriteThatFailsLeavesNothing() {
        var exchange = exchange();
        exchange.getResponse().setWriteHandler(body -> Mono.error(new IllegalStateException("planted")));
        write(response(exchange, SseExchangeTest::message), exchange);
        simulation.settle();

        assertNothingIsLeft();
    }

    @Test
    void theEndOfTheActorEndsTheStream() {
        var client = connect();
        simulation.system().stop(source);
        simulation.settle();

        assertThat(client.isDisposed()).as("completed").isTrue();
        assertThat(routes.clients().connected()).isZero();
        assertThat(simulation.system().actors()).isZero();
    }

    @Test
    void aRequestThatIsNoSubscriptionIs400AndLeavesNothing() {
        var exchange = exchange();
        write(
                response(exchange, (request, client) -> {
                    throw new IllegalArgumentException("planted");
                }),
                exchange);
        simulation.settle();

        assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertNothingIsLeft();
    }

    @Test
    void clientsAreBoundedAndOneThatLeavesMakesRoom() {
        var first = connect();
        connect();
        var third = exchange();
        write(response(third, SseExchangeTest::message), third);
        assertThat(third.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(third.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");

        first.dispose();
        simulation.settle();
        connect();
        assertThat(routes.clients().connected()).isEqualTo(2);
    }

    private void assertNothingIsLeft() {
        assertThat(routes.clients().connected()).isZero();
        assertThat(simulation.system().actors()).as("only the source").isEqualTo(1);
    }

    private void tell(Object message) {
        subscriptions.getLast().actor().tell(message);
        simulation.settle();
    }

    private Disposable connect(String... header) {
        int before = subscriptions.size();
        var exchange = exchange(header);
        exchange.getResponse()
                .setWriteHandler(body -> body.doOnNext(buffer -> written.add(buffer.toString(StandardCharsets.UTF_8)))
                        .then());
        var client = write(response(exchange, SseExchangeTest::message), exchange);
        simulation.settle();
        assertThat(subscriptions).hasSize(before + 1);
        return client;
    }

    private static SseClient message(ServerRequest request, SseClient client) {
        return client;
    }

    private ServerResponse response(
            MockServerWebExchange exchange, BiFunction<ServerRequest, SseClient, SseClient> subscribe) {
        var request =
                ServerRequest.create(exchange, HandlerStrategies.withDefaults().messageReaders());
        return new SseExchange<>(routes, routes.settings().sse(), WireForm.ANY, source, request, subscribe).response();
    }

    private static MockServerWebExchange exchange(String... header) {
        var request = MockServerHttpRequest.get("/events");
        return MockServerWebExchange.from(header.length == 2 ? request.header(header[0], header[1]) : request);
    }

    private static Disposable write(ServerResponse response, MockServerWebExchange exchange) {
        return response.writeTo(exchange, new ServerResponse.Context() {
                    @Override
                    public List<HttpMessageWriter<?>> messageWriters() {
                        return HandlerStrategies.withDefaults().messageWriters();
                    }

                    @Override
                    public List<ViewResolver> viewResolvers() {
                        return List.of();
                    }
                })
                .onErrorComplete()
                .subscribe();
    }
}
