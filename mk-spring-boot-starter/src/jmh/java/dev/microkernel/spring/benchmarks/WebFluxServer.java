package dev.microkernel.spring.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A handler that counts, one that publishes with a comment for a sign of life, and one that echoes. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebFluxServer {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    @Bean
    RouterFunction<ServerResponse> next() {
        var number = new AtomicLong();
        return RouterFunctions.route()
                .GET(
                        "/next",
                        request -> ServerResponse.ok().bodyValue(new Answer(number.getAndIncrement(), Answer.TEXT)))
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> events() {
        Sinks.Many<Answer> news = Sinks.many().multicast().directBestEffort();
        return RouterFunctions.route()
                .GET(
                        "/events",
                        request -> ServerResponse.ok()
                                .body(BodyInserters.fromServerSentEvents(Flux.merge(
                                        news.asFlux()
                                                .onBackpressureBuffer(256)
                                                .map(answer -> ServerSentEvent.<Object>builder(answer)
                                                        .build()),
                                        Flux.interval(Duration.ZERO, HEARTBEAT)
                                                .map(count -> ServerSentEvent.builder()
                                                        .comment("alive")
                                                        .build())))))
                .GET("/publish", request -> {
                    news.emitNext(new Answer(0, Answer.TEXT), Sinks.EmitFailureHandler.busyLooping(HEARTBEAT));
                    return ServerResponse.ok().bodyValue("");
                })
                .build();
    }

    @Bean
    SimpleUrlHandlerMapping echo() {
        WebSocketHandler echo = session -> session.send(
                session.receive().map(WebSocketMessage::getPayloadAsText).map(session::textMessage));
        return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
    }
}
