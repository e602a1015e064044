package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One client of an SSE route as an actor: what it is told goes out as an event. It stops when the client is gone, and
 * ends the stream when the actor it subscribed to has stopped. A client that reads too slowly misses events: those
 * that find {@value #BUFFER_MAX} waiting are dropped.
 */
final class SseSubscriber implements Behavior<Object> {

    static final int RENEWAL_SECONDS = 10;
    static final int BUFFER_MAX = 256;

    /** Most clients of all SSE routes together; more are answered with 503. */
    static final int CLIENTS_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SseSubscriber.class);
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Semaphore CLIENTS = new Semaphore(CLIENTS_MAX);

    /** Time to subscribe again, and to let the client know that the stream is alive. */
    private enum Renewal {
        DUE
    }

    private final Sinks.Many<ServerSentEvent<Object>> events;
    private final Runnable renew;
    private long dropped;

    private SseSubscriber(Sinks.Many<ServerSentEvent<Object>> events, Runnable renew) {
        this.events = events;
        this.renew = renew;
    }

    /**
     * What became of a client's subscription.
     *
     * @param delivery whether the actor has taken it
     * @param events the stream, if it has; for one reader
     */
    record Stream(Delivery delivery, Flux<ServerSentEvent<Object>> events) {

        static Stream refused(Delivery delivery) {
            return new Stream(delivery, Flux.empty());
        }
    }

    /** Subscribes a client, and answers with the stream of events or with the reason why there is none. */
    static <M> Mono<ServerResponse> respond(
            ActorSystem system, ActorRef<M> source, Function<ActorRef<Object>, ? extends M> subscribe) {
        return Mono.fromCallable(() -> open(system, source, subscribe))
                .onErrorMap(IllegalArgumentException.class, ActorResponses::badRequest)
                .flatMap(stream -> stream.delivery() == Delivery.ACCEPTED
                        ? ServerResponse.ok()
                                .contentType(MediaType.TEXT_EVENT_STREAM)
                                .body(BodyInserters.fromServerSentEvents(stream.events()))
                        : ActorResponses.ofRefusal(stream.delivery()))
                .onErrorResume(ActorResponses::ofFailure);
    }

    static <M> Stream open(ActorSystem system, ActorRef<M> source, Function<ActorRef<Object>, ? extends M> subscribe) {
        if (!CLIENTS.tryAcquire()) {
            return Stream.refused(Delivery.REFUSED_FULL);
        }
        var events = Sinks.many()
                .unicast()
                .<ServerSentEvent<Object>>onBackpressureBuffer(new ArrayBlockingQueue<>(BUFFER_MAX));
        ActorRef<Object> subscriber;
        try {
            subscriber = system.spawn(
                    "sse-" + NUMBERS.incrementAndGet(),
                    ActorSpec.<Object>of(context -> begin(context, events, source, subscribe))
                            .withType("SseSubscriber"));
        } catch (RuntimeException e) {
            CLIENTS.release(); // the actor would do that when it stops
            throw e;
        }
        try {
            var delivery = source.tell(subscribe.apply(subscriber));
            if (delivery == Delivery.ACCEPTED) {
                return new Stream(delivery, events.asFlux().doFinally(end -> system.stop(subscriber)));
            }
            system.stop(subscriber);
            return Stream.refused(delivery);
        } catch (RuntimeException e) {
            system.stop(subscriber);
            throw e;
        }
    }

    private static <M> SseSubscriber begin(
            ActorContext<Object> context,
            Sinks.Many<ServerSentEvent<Object>> events,
            ActorRef<M> source,
            Function<ActorRef<Object>, ? extends M> subscribe) {
        context.watch(source);
        context.startTimerWithFixedDelay(Renewal.DUE, Renewal.DUE, Duration.ofSeconds(RENEWAL_SECONDS));
        var subscriber = new SseSubscriber(events, () -> source.tell(subscribe.apply(context.self())));
        var _ = subscriber.emit(comment("subscribed"));
        return subscriber;
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        if (message == Renewal.DUE) {
            renew.run();
            return emit(comment("alive"));
        }
        return emit(ServerSentEvent.builder(message).build());
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        if (signal instanceof Signal.Terminated) {
            events.tryEmitComplete();
            return Behavior.stopped();
        }
        if (signal instanceof Signal.Stopping) {
            CLIENTS.release();
            if (dropped > 0) {
                LOG.info("A client of an SSE route read too slowly: {} events were dropped", dropped);
            }
        }
        return Behavior.same();
    }

    private Behavior<Object> emit(ServerSentEvent<Object> event) {
        return switch (events.tryEmitNext(event)) {
            case FAIL_OVERFLOW -> {
                dropped++;
                yield Behavior.same();
            }
            case FAIL_CANCELLED, FAIL_TERMINATED -> Behavior.stopped();
            default -> Behavior.same();
        };
    }

    private static ServerSentEvent<Object> comment(String text) {
        return ServerSentEvent.<Object>builder().comment(text).build();
    }
}
