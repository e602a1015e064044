package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** One body that becomes messages while it arrives: the next part is read when the actor has the one before. */
final class UploadExchange<M, B> {

    /** How long the actor may not have room for the news that there will be no more. */
    private static final Duration LAST_WORD = Duration.ofSeconds(30);

    private final RouteContext context;
    private final MailboxExchange exchange;
    private final ActorRef<M> actor;
    private final ServerRequest request;
    private final BiFunction<ServerRequest, UploadEnd, ? extends M> end;
    private final AtomicLong parts = new AtomicLong();
    private final AtomicBoolean broken = new AtomicBoolean();

    UploadExchange(
            RouteContext context,
            MailboxExchange exchange,
            ActorRef<M> actor,
            ServerRequest request,
            BiFunction<ServerRequest, UploadEnd, ? extends M> end) {
        this.context = context;
        this.exchange = exchange;
        this.actor = actor;
        this.request = request;
        this.end = end;
    }

    Mono<ServerResponse> run(Class<B> partType, BiFunction<ServerRequest, ? super B, ? extends M> part) {
        return request.bodyToFlux(partType)
                .map(context::valid)
                .map(read -> RouteContext.<M>make(() -> part.apply(request, read)))
                .concatMap(this::tell, 1)
                .doOnError(failure -> breakOff())
                .doOnCancel(this::breakOff)
                .then(Insistence.whileFull(
                        Mono.defer(() ->
                                exchange.send(request, actor, end.apply(request, new UploadEnd(parts.get(), true)))),
                        exchange.timeout()));
    }

    private Mono<Void> tell(M message) {
        return Insistence.until(() -> actor.tell(message), exchange.timeout())
                .doOnSuccess(told -> parts.incrementAndGet());
    }

    /** Once: an error may be followed by a cancellation. */
    private void breakOff() {
        if (broken.compareAndSet(false, true)) {
            var last = end.apply(request, new UploadEnd(parts.get(), false));
            Insistence.until(() -> actor.tell(last), LAST_WORD)
                    .onErrorComplete() // it has stopped, or had no room for so long
                    .subscribe();
        }
    }
}
