package dev.microkernel.net.sse;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SourceActor;
import dev.microkernel.net.http.Http;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** The actor of a stream of events, and the thread that receives it. */
final class EventSource extends SourceActor<SseCommand> {

    /** From its thread: it is done, and has told the listener. */
    record Ended() implements SseCommand {}

    /** Beyond so many failures in a row the wait grows no more. */
    private static final int DOUBLINGS_MAX = 16;

    private static final Duration RETRY_MIN = Duration.ofMillis(100);

    private final ActorRef<SseCommand> self;
    private final Http http;
    private final HttpRequest request;
    private final SseOptions options;
    private final Feed<SseEvent> feed;
    private final Errand thread;

    // Only the thread touches these.
    private String lastId = "";
    private Duration retry;
    private int failures;

    private EventSource(
            ActorRef<SseCommand> self,
            Http http,
            HttpRequest request,
            SseOptions options,
            ActorRef<? super SseEvent> listener) {
        this.self = self;
        this.http = http;
        this.request = request;
        this.options = options;
        this.feed = new Feed<>(listener, self, options.demand());
        this.retry = options.retry();
        this.thread = new Errand("mk-sse " + request.uri().getHost(), this::run);
    }

    static EventSource open(
            ActorContext<SseCommand> context,
            Http http,
            HttpRequest request,
            SseOptions options,
            ActorRef<? super SseEvent> listener) {
        var source = new EventSource(context.self(), http, request, options, listener);
        source.begin(context, listener, source.thread.start(), new Ended());
        return source;
    }

    private void run() throws InterruptedException {
        boolean goOn = true;
        while (goOn) {
            goOn = connect();
        }
    }

    /** Connects once and receives to the end. Whether to connect again; if so, the wait is over. */
    private boolean connect() throws InterruptedException {
        var opening = http.open(prepared(), options.grant());
        try {
            var opened = opening.get();
            try {
                requireEvents(opened);
                return receive(opened)
                        && waitAfter(new NetFailure(
                                NetFailure.Kind.BROKEN, "the server has ended the stream of " + request.uri()));
            } finally {
                opened.body().cancel();
            }
        } catch (ExecutionException e) {
            return goOnAfter(NetFailure.of("connecting with " + request.uri(), e));
        } catch (NetException e) {
            return goOnAfter(e.failure());
        } finally {
            opening.cancel(true);
        }
    }

    private HttpRequest prepared() {
        var builder = HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("Accept", "text/event-stream")
                .setHeader("Cache-Control", "no-store");
        if (!lastId.isEmpty()) {
            builder.setHeader("Last-Event-ID", lastId);
        }
        return builder.build();
    }

    private void requireEvents(Http.Opened opened) throws NetException {
        int status = opened.status();
        if (status == 429 || status >= 500) {
            throw new NetException(NetFailure.Kind.REFUSED, request.uri() + " answered with status " + status);
        }
        var type = opened.headers().firstValue("Content-Type").orElse("");
        var essence = type.split(";", 2)[0].strip();
        if (status != 200 || !essence.equalsIgnoreCase("text/event-stream")) {
            throw new NetException(
                    NetFailure.Kind.PROTOCOL,
                    request.uri() + " must answer with status 200 and type text/event-stream, status=" + status
                            + ", type=" + type);
        }
    }

    /** Whether the listener can still be reached. */
    private boolean receive(Http.Opened opened) throws NetException, InterruptedException {
        boolean reached = feed.tell(new SseEvent.Opened(self, opened.uri()));
        var parser = new SseParser(lastId, options.eventBytesMax());
        var idle = http.options().idleTimeout();
        try {
            for (var piece = opened.body().next(idle);
                    piece != null && reached;
                    piece = opened.body().next(idle)) {
                var buffer = piece.toBuffer();
                for (var event = parser.next(buffer); event != null && reached; event = parser.next(buffer)) {
                    failures = 0;
                    reached = feed.put(new SseEvent.Received(self, event));
                }
            }
        } finally {
            lastId = parser.lastId();
            retry = parser.retry().map(EventSource::notAtOnce).orElse(retry);
        }
        return reached;
    }

    /** A server that wants it without a wait would be asked again and again. */
    private static Duration notAtOnce(Duration wanted) {
        return wanted.compareTo(RETRY_MIN) < 0 ? RETRY_MIN : wanted;
    }

    private Duration within(Duration wanted) {
        return wanted.compareTo(options.retryMax()) > 0 ? options.retryMax() : wanted;
    }

    private boolean goOnAfter(NetFailure failure) throws InterruptedException {
        return switch (failure.kind()) {
            // Another attempt would end in the same way.
            case PROTOCOL, LIMIT, FORBIDDEN, TLS -> {
                feed.tell(new SseEvent.Failed(self, failure));
                yield false;
            }
            default -> waitAfter(failure);
        };
    }

    private boolean waitAfter(NetFailure failure) throws InterruptedException {
        if (failures == options.failuresMax()) {
            feed.tell(new SseEvent.Failed(self, failure));
            return false;
        }
        var delay = within(within(retry).multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX)));
        failures++;
        if (!feed.tell(new SseEvent.Reconnecting(self, failure, delay))) {
            return false;
        }
        Thread.sleep(delay);
        return true;
    }

    @Override
    public Behavior<SseCommand> onMessage(SseCommand command) {
        switch (command) {
            case SseCommand.Demand(int events) -> feed.demand(events);
            case Ended over -> {
                return Behavior.stopped();
            }
        }
        return Behavior.same();
    }

    @Override
    protected void release() {
        thread.interrupt();
    }
}
