package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * One WebSocket's connection. What comes in is told to the actor before the next is read: a full mailbox makes the client
 * wait. What goes out waits in the outbox.
 */
final class WebSocketLink {

    /** How long the client may take over the closing handshake before the connection is cut. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final int REASON_BYTES_MAX = 123;
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLink.class);

    private final Outbox<OutgoingFrame> outbox;
    private final Credit credit;
    private final Function<Object, String> json;
    private final Runnable disconnect;
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private final AtomicReference<@Nullable CloseStatus> status = new AtomicReference<>();

    /** Whether anything has come since somebody asked; true while nothing is read, for then the client cannot be heard. */
    private volatile boolean heard;

    private volatile boolean holding;

    /** Whether it is closed from this side: what comes in then is for nobody. */
    private volatile boolean closed;

    /**
     * Before it is open.
     *
     * @param json writes JSON
     * @param disconnect cuts the connection
     */
    WebSocketLink(WebSocketSettings settings, Function<Object, String> json, Runnable disconnect) {
        this.outbox =
                new Outbox<>(settings.clients().buffer(), settings.clients().slowClient(), OutgoingFrame::key);
        this.credit = new Credit(settings.demand());
        this.json = json;
        this.disconnect = disconnect;
    }

    Outbox<OutgoingFrame> outbox() {
        return outbox;
    }

    OutgoingFrame frameOf(Object message) {
        return OutgoingFrame.of(message, json);
    }

    void demand(int more) {
        credit.give(more);
    }

    /** Whether the client has been heard since the last call. */
    boolean heard() {
        boolean was = heard || holding;
        heard = false;
        return was;
    }

    /** Closes it when what waits is sent. The first status counts. */
    void close(CloseStatus wanted) {
        status.compareAndSet(null, wanted);
        closed = true;
        outbox.complete();
        closing.tryEmitEmpty();
    }

    /** Closes it without what waits. */
    void closeNow(CloseStatus wanted) {
        status.compareAndSet(null, wanted);
        closed = true;
        outbox.completeNow();
        closing.tryEmitEmpty();
    }

    /** The client does not answer any more. */
    void lost() {
        status.compareAndSet(null, CloseStatus.NO_CLOSE_FRAME);
        disconnect.run();
    }

    /** How it was closed: by us, by the client, or not at all. */
    CloseStatus status() {
        var known = status.get();
        return known == null ? CloseStatus.NO_CLOSE_FRAME : known;
    }

    /** Runs the connection to its end. */
    Mono<Void> run(WebSocketSession session, ActorRef<WebSocketCommand> socket, WebSocketReceiver<?> receiver) {
        session.closeStatus().subscribe(theirs -> status.compareAndSet(null, theirs), failure -> {});
        var incoming = session.receive()
                .<WebSocketEvent>handle((frame, sink) -> read(frame, socket, sink))
                .concatMap(event -> hand(event, receiver), 1)
                .then()
                .onErrorResume(broken -> {
                    close(statusOf(broken));
                    return Mono.never(); // until the close frame is sent
                });
        var outgoing = session.send(Flux.from(outbox).map(frame -> frame.of(session)))
                .then(Mono.defer(() -> session.close(status())))
                .then(Mono.<Void>never()); // until the client closes, too
        var cut = closing.asMono().then(Mono.delay(CLOSE_TIMEOUT)).doOnNext(late -> disconnect.run());
        return Mono.firstWithSignal(incoming, outgoing, cut.then()).onErrorResume(lost -> {
            LOG.debug("A WebSocket is lost", lost);
            return Mono.empty();
        });
    }

    private void read(WebSocketMessage frame, ActorRef<WebSocketCommand> socket, SynchronousSink<WebSocketEvent> sink) {
        heard = true;
        switch (frame.getType()) {
            case TEXT -> sink.next(new WebSocketEvent.Text(socket, frame.getPayloadAsText()));
            case BINARY -> sink.next(new WebSocketEvent.Binary(socket, bytesOf(frame)));
            case PONG -> {
                var payload = bytesOf(frame);
                if (!payload.equals(OutgoingFrame.HEARTBEAT_PAYLOAD)) {
                    sink.next(new WebSocketEvent.Pong(socket, payload));
                }
            }
            case PING -> {} // the server has answered it
        }
    }

    private static Bytes bytesOf(WebSocketMessage frame) {
        var payload = new byte[frame.getPayload().readableByteCount()];
        frame.getPayload().read(payload);
        return Bytes.of(payload);
    }

    /** Nearly always the actor wants it and has room: then it has it at once, and nothing is made to wait with. */
    private Mono<Void> hand(WebSocketEvent event, WebSocketReceiver<?> receiver) {
        if (closed) {
            return Mono.empty();
        }
        Supplier<Delivery> telling;
        boolean wanted;
        try {
            telling = receiver.telling(event);
            wanted = credit.takeNow();
            if (wanted && Insistence.isDone(telling.get())) {
                return Mono.empty();
            }
        } catch (RuntimeException failure) {
            close(statusOf(failure));
            return Mono.empty();
        }
        holding = true;
        return (wanted ? Mono.<Void>empty() : credit.take())
                .then(Insistence.until(telling))
                .onErrorResume(failure -> {
                    // Reading goes on, or else the server would close the WebSocket with a code of its own.
                    close(statusOf(failure));
                    return Mono.empty();
                })
                .doOnSuccess(done -> holding = false);
    }

    private static CloseStatus statusOf(Throwable failure) {
        var broken = NettyFrames.statusOf(failure);
        if (broken != null) {
            return broken;
        }
        return switch (failure) {
            case RefusedException refused when refused.delivery() == Delivery.REFUSED_STOPPED -> CloseStatus.GOING_AWAY;
            case ServerWebInputException wrong ->
                CloseStatus.POLICY_VIOLATION.withReason(shortened(String.valueOf(wrong.getReason())));
            default -> {
                LOG.warn("A WebSocket is closed over a failure", failure);
                yield CloseStatus.SERVER_ERROR;
            }
        };
    }

    /** As much of a text as a close frame has room for. */
    private static String shortened(String reason) {
        var text = reason;
        while (Bytes.utf8(text).length() > REASON_BYTES_MAX) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
