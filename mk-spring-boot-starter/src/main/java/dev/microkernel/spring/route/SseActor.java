package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.net.Bytes;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.codec.ServerSentEvent;

/**
 * One client of an event stream as an actor: what it is told goes out as an event. It ends the stream when the actor it
 * subscribed to has stopped, and is stopped when the client is gone.
 */
final class SseActor implements Behavior<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(SseActor.class);

    /** Time to subscribe again, and to let the client know that the stream is alive. */
    private enum Heartbeat {
        DUE
    }

    private final ActorContext<Object> context;
    private final SourceWatch watch;
    private final Outbox<ServerSentEvent<Object>> outbox;
    private final Function<SseClient, Delivery> subscribe;
    private final AtomicReference<@Nullable String> lastId;

    /**
     * In a life of the actor.
     *
     * @param lastId outlives this life
     */
    SseActor(
            ActorContext<Object> context,
            SourceWatch watch,
            ClientSettings settings,
            Outbox<ServerSentEvent<Object>> outbox,
            Function<SseClient, Delivery> subscribe,
            AtomicReference<@Nullable String> lastId) {
        this.context = context;
        this.watch = watch;
        this.outbox = outbox;
        this.subscribe = subscribe;
        this.lastId = lastId;
        watch.ensure(context);
        context.startTimerWithFixedDelay(Heartbeat.DUE, Heartbeat.DUE, settings.heartbeat());
        outbox.offer(comment("subscribed"));
    }

    /** What makes two events the same to a client that gets the newest of each only: their name, or class. */
    static Object keyOf(ServerSentEvent<Object> event) {
        if (event.event() != null) {
            return event.event();
        }
        return event.data() == null ? ServerSentEvent.class : event.data().getClass();
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        if (message == Heartbeat.DUE) {
            return heartbeat();
        }
        var event = eventOf(message);
        var offer = outbox.offer(event);
        if (event.id() != null && offer == Outbox.Offer.TAKEN) {
            lastId.set(event.id());
        }
        return after(offer);
    }

    private Behavior<Object> heartbeat() {
        watch.ensure(context);
        if (subscribe.apply(new SseClient(context.self(), lastId.get())) == Delivery.REFUSED_STOPPED) {
            outbox.complete();
            return Behavior.stopped();
        }
        return after(outbox.offerIfIdle(comment("alive")));
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        switch (signal) {
            case Signal.Terminated _ -> {
                outbox.complete();
                return Behavior.stopped();
            }
            case Signal.Stopping _ -> {
                outbox.complete();
                if (outbox.dropped() > 0) {
                    LOG.info("A client of an event stream read too slowly: {} events were dropped", outbox.dropped());
                }
            }
            default -> {}
        }
        return Behavior.same();
    }

    private Behavior<Object> after(Outbox.Offer offer) {
        return switch (offer) {
            case TAKEN, DROPPED -> Behavior.same();
            case OVERFLOW -> {
                LOG.info("A client of an event stream read too slowly: it is closed");
                outbox.completeNow();
                yield Behavior.stopped();
            }
            case ENDED -> Behavior.stopped();
        };
    }

    private static ServerSentEvent<Object> eventOf(Object message) {
        return switch (message) {
            case ServerSentEvent<?> event -> {
                @SuppressWarnings("unchecked") // it is read only
                var any = (ServerSentEvent<Object>) event;
                yield any;
            }
            case byte[] bytes -> data(Base64.getEncoder().encodeToString(bytes));
            case Bytes bytes -> data(Base64.getEncoder().encodeToString(bytes.toArray()));
            case WireMessage wire ->
                ServerSentEvent.<Object>builder(Base64.getEncoder().encodeToString(wire.payload()))
                        .event(Integer.toUnsignedString(wire.type()))
                        .build();
            default -> data(message);
        };
    }

    private static ServerSentEvent<Object> data(Object data) {
        return ServerSentEvent.builder(data).build();
    }

    private static ServerSentEvent<Object> comment(String text) {
        return ServerSentEvent.<Object>builder().comment(text).build();
    }
}
