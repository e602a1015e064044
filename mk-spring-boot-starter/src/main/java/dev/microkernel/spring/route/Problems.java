package dev.microkernel.spring.route;

import dev.microkernel.actor.AskException;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/** What a client is told where there is no reply, as problem details (RFC 9457). */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final String retryAfter;

    Problems(Duration retryAfter) {
        this.retryAfter = Long.toString(retryAfter.plusMillis(999).toSeconds());
    }

    /**
     * The answer to a request that failed so; an error where the failure is not for the client to see.
     *
     * @param elsewhere whether the actor is on another node: if it cannot be reached now, it may be later
     */
    Mono<ServerResponse> of(Throwable failure, boolean elsewhere) {
        return switch (failure) {
            case AskException ask -> ofAsk(ask, elsewhere);
            case RefusedException refused -> ofRefusal(refused.delivery(), elsewhere);
            case TooManyClientsException full -> of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(full.getMessage()));
            case DataBufferLimitException large -> of(HttpStatus.CONTENT_TOO_LARGE, "The body is too long.");
            case ServerWebInputException wrong
            when wrong.getCause() instanceof DataBufferLimitException ->
                of(HttpStatus.CONTENT_TOO_LARGE, "The body is too long.");
            case ErrorResponse known -> of(known);
            default -> Mono.error(failure);
        };
    }

    private Mono<ServerResponse> ofAsk(AskException failure, boolean elsewhere) {
        return switch (failure.kind()) {
            case REFUSED_FULL -> ofRefusal(Delivery.REFUSED_FULL, elsewhere);
            case REFUSED_STOPPED -> ofRefusal(Delivery.REFUSED_STOPPED, elsewhere);
            case TIMEOUT -> of(HttpStatus.GATEWAY_TIMEOUT, "The actor did not answer in time.");
            case RECEIVER_FAILED, WRONG_REPLY, CYCLE -> {
                if (failure.getCause() instanceof ErrorResponse meant) {
                    yield of(meant); // the actor says by it what the client is to be told
                }
                // The supervisor's log has the cause; the client must not see the inside of the application.
                LOG.debug("Answering 500", failure);
                yield of(HttpStatus.INTERNAL_SERVER_ERROR, "The actor failed over this request.");
            }
        };
    }

    private Mono<ServerResponse> ofRefusal(Delivery delivery, boolean elsewhere) {
        return switch (delivery) {
            case REFUSED_FULL, DROPPED ->
                of(HttpStatus.SERVICE_UNAVAILABLE, "The actor's mailbox is full: try again later.");
            case REFUSED_STOPPED ->
                elsewhere
                        ? of(HttpStatus.SERVICE_UNAVAILABLE, "The actor cannot be reached: try again later.")
                        : of(HttpStatus.GONE, "The actor has stopped.");
            case ACCEPTED -> throw new IllegalArgumentException("an accepted message is not refused");
        };
    }

    Mono<ServerResponse> of(HttpStatus status, String detail) {
        return of(ProblemDetail.forStatusAndDetail(status, detail), HttpHeaders.EMPTY);
    }

    private Mono<ServerResponse> of(ErrorResponse known) {
        return of(known.getBody(), known.getHeaders());
    }

    Mono<ServerResponse> of(ProblemDetail problem, HttpHeaders headers) {
        var response = ServerResponse.status(problem.getStatus())
                .headers(own -> own.addAll(headers))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()
                && !headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return response.bodyValue(problem);
    }
}
