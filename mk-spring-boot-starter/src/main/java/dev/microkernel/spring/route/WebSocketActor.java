package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import dev.microkernel.net.websocket.WebSocketCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * The client of a WebSocket as an actor: what it is told goes out. It closes the WebSocket when the actor behind it has
 * stopped, and is stopped when the client is gone.
 */
final class WebSocketActor implements Behavior<Object> {

    /** Silent for so many heartbeats, a client is gone. */
    private static final int SILENT_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketActor.class);

    /** Time to ask whether the client is still there. */
    private enum Heartbeat {
        DUE
    }

    private final ActorContext<Object> context;
    private final SourceWatch watch;
    private final WebSocketLink link;
    private int silent;

    WebSocketActor(ActorContext<Object> context, SourceWatch watch, ClientSettings settings, WebSocketLink link) {
        this.context = context;
        this.watch = watch;
        this.link = link;
        watch.ensure(context);
        context.startTimerWithFixedDelay(Heartbeat.DUE, Heartbeat.DUE, settings.heartbeat());
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        switch (message) {
            case Heartbeat _ -> askForLife();
            case WebSocketCommand.Close close -> link.close(new CloseStatus(close.code(), close.reason()));
            case WebSocketCommand.Demand demand -> link.demand(demand.messages());
            default -> send(link.frameOf(message));
        }
        return Behavior.same();
    }

    private void askForLife() {
        watch.ensure(context);
        silent = link.heard() ? 0 : silent + 1;
        if (silent > SILENT_MAX) {
            link.lost();
        } else {
            send(OutgoingFrame.HEARTBEAT);
        }
    }

    private void send(OutgoingFrame frame) {
        if (link.outbox().offer(frame) == Outbox.Offer.OVERFLOW) {
            LOG.info("A WebSocket's client read too slowly: it is closed");
            link.closeNow(CloseStatus.SERVICE_OVERLOAD.withReason("too slow"));
        }
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        switch (signal) {
            case Signal.Terminated(var _, var reason) ->
                link.close(
                        switch (reason) {
                            case ExitReason.Normal _ -> CloseStatus.NORMAL;
                            case ExitReason.Stopped _ -> CloseStatus.GOING_AWAY;
                            default -> CloseStatus.SERVER_ERROR;
                        });
            case Signal.Stopping _ -> {
                if (link.outbox().dropped() > 0) {
                    LOG.info(
                            "A WebSocket's client read too slowly: {} messages were dropped",
                            link.outbox().dropped());
                }
            }
            default -> {}
        }
        return Behavior.same();
    }
}
