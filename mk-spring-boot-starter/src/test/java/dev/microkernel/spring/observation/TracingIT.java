package dev.microkernel.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.codec.MessageType;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A trace goes from a request through a mailbox to another node and back, with a real tracer. */
class TracingIT {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    @MessageType(901)
    record Question(int number) {}

    @MessageType(902)
    record Answer(int number) {}

    /** What the logging system would have said of the trace, each time the front actor handled something. */
    private static final List<Map<String, String>> LOGGED = new CopyOnWriteArrayList<>();

    private static final List<MutableSpan> SPANS = new CopyOnWriteArrayList<>();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        SpanHandler keepingSpanHandler() {
            return new SpanHandler() {
                @Override
                public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                    SPANS.add(span);
                    return true;
                }
            };
        }

        @Bean
        RouterFunction<ServerResponse> routes(ActorRoutes routes, ActorSystem system) {
            var front = system.spawn(
                    "front", ActorSpec.<Question>of(Application::front).withType("Front"));
            return routes.to(front)
                    .get("/ask/{number}", request -> new Question(Integer.parseInt(request.pathVariable("number"))))
                    .post("/ask", Question.class, (request, question) -> question)
                    .build();
        }

        /** Asks the other node, and answers with its answer. */
        private static Behavior<Question> front(ActorContext<Question> context) {
            return question -> {
                LOGGED.add(Map.copyOf(MDC.getCopyOfContextMap()));
                var asker = context.sender();
                far(context)
                        .ask(question, Answer.class, Duration.ofSeconds(20))
                        .whenComplete((answer, failure) -> asker.tell(answer == null ? new Answer(-1) : answer));
                return Behavior.same();
            };
        }

        private static volatile @Nullable ActorRef<Object> far;

        private static ActorRef<Object> far(ActorContext<Question> context) {
            var known = far;
            if (known == null) {
                throw new IllegalStateException("the other node is not there, actor=" + context.self());
            }
            return known;
        }
    }

    /** What another node sees of the traces of its messages. */
    private static final class Seen implements MessageInterceptor {

        private final List<String> traces = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable Object before(
                ActorRef<?> actor, String type, Object message, dev.microkernel.actor.@Nullable TraceContext trace) {
            traces.add(String.valueOf(trace));
            return null;
        }

        @Override
        public void after(Object token, @Nullable Throwable failure) {}
    }

    @Test
    void goesFromTheRequestThroughMailboxesAndNodesAndBack() throws Exception {
        var seen = new Seen();
        try (var other = ActorSystem.named("other").interceptor(seen).start()) {
            other.registry()
                    .register(
                            "answering",
                            other.spawn(ActorSpec.<Question>of(context -> question -> {
                                        context.reply(new Answer(question.number() + 1));
                                        return Behavior.same();
                                    })
                                    .withWireMessages(Question.class)));
            var listener = other.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (var application = new SpringApplicationBuilder(Application.class)
                            .web(WebApplicationType.REACTIVE)
                            .properties(
                                    "server.port=0",
                                    "server.address=127.0.0.1",
                                    "management.tracing.sampling.probability=1.0",
                                    "mk.node.peers=127.0.0.1:"
                                            + listener.address().getPort())
                            .run();
                    var client = HttpClient.newHttpClient()) {
                var system = application.getBean(ActorSystem.class);
                await().until(() -> system.registry().lookup("answering").isPresent());
                Application.far = system.registry().lookup("answering").orElseThrow();
                var port = application.getEnvironment().getProperty("local.server.port");

                var got = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask/41"))
                                .header("traceparent", TRACEPARENT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(got.body()).isEqualTo("{\"number\":42}");
                var posted = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask"))
                                .header("traceparent", TRACEPARENT)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"number\":1}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(posted.body()).isEqualTo("{\"number\":2}");

                await().untilAsserted(() -> assertThat(SPANS).hasSize(6));
            }
        }
        assertThat(SPANS).allSatisfy(span -> assertThat(span.traceId()).isEqualTo(TRACE_ID));
        var request = span("http get /ask/{number}");
        var route = span("ask Question");
        var handling = span("Front Question");
        assertThat(request.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(route.parentId()).as("the request's child").isEqualTo(request.id());
        assertThat(handling.parentId()).as("the route's child").isEqualTo(route.id());
        assertThat(seen.traces.getFirst())
                .as("the other node hears of the actor that handles the message")
                .isEqualTo("00-" + TRACE_ID + "-" + handling.id() + "-01");
        assertThat(LOGGED.getFirst())
                .as("what is logged meanwhile")
                .containsEntry("traceId", TRACE_ID)
                .containsEntry("spanId", handling.id());
    }

    private static MutableSpan span(String name) {
        return SPANS.stream()
                .filter(span -> name.equals(span.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in "
                        + SPANS.stream().map(MutableSpan::name).toList()));
    }
}
