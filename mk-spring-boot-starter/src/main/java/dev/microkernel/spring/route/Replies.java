package dev.microkernel.spring.route;

import dev.microkernel.codec.WireMessage;
import dev.microkernel.net.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What an actor's reply is as a response: the class of the reply decides. */
final class Replies {

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final Problems problems;

    Replies(Problems problems) {
        this.problems = problems;
    }

    /**
     * The response.
     *
     * @param status unless the reply says another
     */
    Mono<ServerResponse> of(Object reply, HttpStatusCode status) {
        return switch (reply) {
            case Optional<?> optional ->
                optional.isPresent()
                        ? of(optional.get(), status)
                        : problems.of(HttpStatus.NOT_FOUND, "There is no such thing.");
            case ResponseEntity<?> entity -> body(entity.getStatusCode(), entity.getHeaders(), entity.getBody());
            case ErrorResponse error -> problems.of(error.getBody(), error.getHeaders());
            case ProblemDetail problem -> problems.of(problem, HttpHeaders.EMPTY);
            default -> body(status, HttpHeaders.EMPTY, reply);
        };
    }

    private static Mono<ServerResponse> body(HttpStatusCode status, HttpHeaders headers, @Nullable Object body) {
        var response = ServerResponse.status(status).headers(own -> own.addAll(headers));
        var type = headers.getContentType();
        return switch (body) {
            case null -> response.build();
            case byte[] bytes ->
                typed(response, type, MediaType.APPLICATION_OCTET_STREAM).bodyValue(bytes);
            case Bytes bytes ->
                typed(response, type, MediaType.APPLICATION_OCTET_STREAM).bodyValue(bytes.toBuffer());
            case WireMessage message ->
                typed(response, type, MediaType.APPLICATION_OCTET_STREAM).bodyValue(message.payload());
            case CharSequence text -> typed(response, type, TEXT).bodyValue(text.toString());
            case Publisher<?> many -> stream(response, type, Flux.from(many));
            case Flow.Publisher<?> many -> stream(response, type, JdkFlowAdapter.flowPublisherToFlux(many));
            default -> typed(response, type, MediaType.APPLICATION_JSON).bodyValue(body);
        };
    }

    /** A body that is written as fast as the client reads: its demand is that of the publisher. */
    static Mono<ServerResponse> stream(
            ServerResponse.BodyBuilder response, @Nullable MediaType declared, Flux<?> elements) {
        var type = declared == null ? MediaType.APPLICATION_NDJSON : declared;
        typed(response, declared, type);
        return isJson(type) || MediaType.TEXT_EVENT_STREAM.isCompatibleWith(type)
                ? response.body(elements, Object.class)
                : response.body(elements.map(Replies::bytes), byte[].class);
    }

    private static boolean isJson(MediaType type) {
        return MediaType.APPLICATION_JSON.isCompatibleWith(type)
                || MediaType.APPLICATION_NDJSON.isCompatibleWith(type)
                || type.getSubtype().endsWith("+json");
    }

    private static byte[] bytes(Object element) {
        return switch (element) {
            case byte[] bytes -> bytes;
            case Bytes bytes -> bytes.toArray();
            case WireMessage message -> message.payload();
            default -> element.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static ServerResponse.BodyBuilder typed(
            ServerResponse.BodyBuilder response, @Nullable MediaType declared, MediaType otherwise) {
        return declared == null ? response.contentType(otherwise) : response;
    }
}
