package dev.microkernel.spring.route;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A response that opens something for its client, and closes it whatever happens.
 *
 * <p>It opens nothing before it is written, in the subscription that writes: had the handler opened it, a client that left
 * after the handler's answer and before the first byte would have left it open for ever, for nobody subscribes to what is
 * never written. The price: until then, filters see the status that is hoped for.
 */
final class ConnectionResponse implements ServerResponse {

    /** Does all, from opening to closing. */
    @FunctionalInterface
    interface Writer {
        Mono<Void> write(ServerWebExchange exchange, Context context);
    }

    private static final MultiValueMap<String, ResponseCookie> NO_COOKIES = MultiValueMap.fromSingleValue(Map.of());

    private final HttpStatus hopedFor;
    private final Writer writer;

    ConnectionResponse(HttpStatus hopedFor, Writer writer) {
        this.hopedFor = hopedFor;
        this.writer = writer;
    }

    @Override
    public HttpStatusCode statusCode() {
        return hopedFor;
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.EMPTY;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return NO_COOKIES;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return writer.write(exchange, context);
    }
}
