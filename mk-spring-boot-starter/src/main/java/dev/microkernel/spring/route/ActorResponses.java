package dev.microkernel.spring.route;

import dev.microkernel.actor.AskException;
import dev.microkernel.mailbox.Delivery;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/** What a client is told of a reply, or of its absence. */
final class ActorResponses {

    private static final Logger LOG = LoggerFactory.getLogger(ActorResponses.class);

    /** When to try a full mailbox again, in seconds. */
    private static final String RETRY_AFTER = "1";

    private ActorResponses() {}

    static Mono<ServerResponse> ofReply(Object reply) {
        var body = reply instanceof Optional<?> optional ? optional.orElse(null) : reply;
        return body == null
                ? problem(HttpStatus.NOT_FOUND, "There is no such thing.")
                : ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(body);
    }

    /** What a client did wrong, as the function that makes messages says. */
    static ServerWebInputException badRequest(IllegalArgumentException wrong) {
        return new ServerWebInputException(String.valueOf(wrong.getMessage()), null, wrong);
    }

    static Mono<ServerResponse> ofFailure(Throwable failure) {
        return switch (failure) {
            case AskException ask -> ofAsk(ask);
            case ServerWebInputException wrong -> problem(HttpStatus.BAD_REQUEST, String.valueOf(wrong.getReason()));
            default -> Mono.error(failure);
        };
    }

    private static Mono<ServerResponse> ofAsk(AskException failure) {
        return switch (failure.kind()) {
            case REFUSED_FULL -> ofRefusal(Delivery.REFUSED_FULL);
            case REFUSED_STOPPED -> ofRefusal(Delivery.REFUSED_STOPPED);
            case TIMEOUT -> problem(HttpStatus.GATEWAY_TIMEOUT, "The actor did not answer in time.");
            case RECEIVER_FAILED, WRONG_REPLY, CYCLE -> {
                // The supervisor's log has the cause; the client must not see the inside of the application.
                LOG.debug("Answering 500", failure);
                yield problem(HttpStatus.INTERNAL_SERVER_ERROR, "The actor failed over this request.");
            }
        };
    }

    /** The answer where the actor did not take the message. */
    static Mono<ServerResponse> ofRefusal(Delivery delivery) {
        return switch (delivery) {
            case REFUSED_FULL, DROPPED ->
                problem(HttpStatus.SERVICE_UNAVAILABLE, "The actor's mailbox is full: try again later.");
            case REFUSED_STOPPED -> problem(HttpStatus.GONE, "The actor has stopped.");
            case ACCEPTED -> throw new IllegalArgumentException("an accepted message is not refused");
        };
    }

    private static Mono<ServerResponse> problem(HttpStatus status, String detail) {
        var response = ServerResponse.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return response.bodyValue(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
