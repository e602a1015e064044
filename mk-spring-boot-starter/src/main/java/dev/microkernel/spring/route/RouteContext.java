package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/**
 * What all routes rest on.
 *
 * @param validator checks bodies; null where the application has no Bean Validation
 * @param upgrades makes WebSockets of requests
 * @param interceptor goes around the messages by which routes ask
 */
record RouteContext(
        ActorSystem system,
        RouteSettings settings,
        @Nullable Validator validator,
        WebSocketService upgrades,
        RouteInterceptor interceptor,
        Clients clients,
        Problems problems,
        Replies replies) {

    static RouteContext of(
            ActorSystem system,
            RouteSettings settings,
            @Nullable Validator validator,
            WebSocketService upgrades,
            RouteInterceptor interceptor) {
        var problems = new Problems(settings.retryAfter());
        return new RouteContext(
                system,
                settings,
                validator,
                upgrades,
                interceptor,
                new Clients(system, settings.clientsMax()),
                problems,
                new Replies(problems));
    }

    boolean isElsewhere(ActorRef<?> actor) {
        try {
            return actor.id().node() != system.nodeId();
        } catch (IllegalStateException notBegun) {
            return false; // only references of beans of this node stand for actors that may not be there
        }
    }

    /**
     * The same value, if the application's constraints hold.
     *
     * @throws InvalidMessageException if not
     */
    <T> T valid(T value) {
        if (validator == null || !validator.supports(value.getClass())) {
            return value;
        }
        var name = value.getClass().getSimpleName();
        var errors = new BeanPropertyBindingResult(value, name);
        validator.validate(value, errors);
        if (errors.hasErrors()) {
            throw new InvalidMessageException(errors);
        }
        return value;
    }

    /** Answers a request that failed over an actor; an error where an answer has begun. */
    Mono<Void> writeProblem(
            Throwable failure, ActorRef<?> actor, ServerWebExchange exchange, ServerResponse.Context context) {
        return writeProblem(failure, isElsewhere(actor), exchange, context);
    }

    /** Answers a request that failed before there was an actor; an error where an answer has begun. */
    Mono<Void> writeProblem(Throwable failure, ServerWebExchange exchange, ServerResponse.Context context) {
        return writeProblem(failure, false, exchange, context);
    }

    private Mono<Void> writeProblem(
            Throwable failure, boolean elsewhere, ServerWebExchange exchange, ServerResponse.Context context) {
        return exchange.getResponse().isCommitted()
                ? Mono.error(failure)
                : problems.of(failure, elsewhere).flatMap(response -> response.writeTo(exchange, context));
    }

    /** Makes a message of a request; what the application finds wrong with that one the client is to hear. */
    static <T> T make(Supplier<? extends T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException wrong) {
            throw new ServerWebInputException(String.valueOf(wrong.getMessage()), null, wrong);
        }
    }
}
