package dev.microkernel.net.http;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetException;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SourceActor;
import java.net.http.HttpRequest;
import java.util.concurrent.ExecutionException;

/** The actor of a streamed exchange, and the thread that hands its body on. */
final class HttpStream extends SourceActor<HttpStreamCommand> {

    /** From its thread: it is done, and has told the listener. */
    record Ended() implements HttpStreamCommand {}

    private final ActorRef<HttpStreamCommand> self;
    private final Http http;
    private final HttpRequest request;
    private final HttpGrant grant;
    private final Feed<HttpStreamEvent> feed;
    private final Errand thread;

    private HttpStream(
            ActorRef<HttpStreamCommand> self,
            Http http,
            HttpRequest request,
            HttpGrant grant,
            Feed<HttpStreamEvent> feed) {
        this.self = self;
        this.http = http;
        this.request = request;
        this.grant = grant;
        this.feed = feed;
        this.thread = new Errand("mk-http-stream " + request.uri().getHost(), this::exchange);
    }

    static HttpStream open(
            ActorContext<HttpStreamCommand> context,
            Http http,
            HttpRequest request,
            int demand,
            HttpGrant grant,
            ActorRef<? super HttpStreamEvent> listener) {
        var stream = new HttpStream(context.self(), http, request, grant, new Feed<>(listener, context.self(), demand));
        stream.begin(context, listener, stream.thread.start(), new Ended());
        return stream;
    }

    private void exchange() throws InterruptedException {
        var opening = http.open(request, grant);
        try {
            var opened = opening.get();
            try {
                deliver(opened);
            } finally {
                opened.body().cancel();
            }
        } catch (NetException e) {
            feed.tell(new HttpStreamEvent.Failed(self, e.failure()));
        } catch (ExecutionException e) {
            feed.tell(new HttpStreamEvent.Failed(self, Hops.failure(request.method() + " " + request.uri(), e)));
        } finally {
            opening.cancel(true);
        }
    }

    private void deliver(Http.Opened opened) throws NetException, InterruptedException {
        boolean reached = feed.tell(new HttpStreamEvent.Opened(self, opened.uri(), opened.status(), opened.headers()));
        var idle = http.options().idleTimeout();
        for (var piece = opened.body().next(idle);
                piece != null && reached;
                piece = opened.body().next(idle)) {
            reached = feed.put(new HttpStreamEvent.Received(self, piece));
        }
        if (reached) {
            feed.tell(new HttpStreamEvent.Completed(self));
        }
    }

    @Override
    public Behavior<HttpStreamCommand> onMessage(HttpStreamCommand command) {
        switch (command) {
            case HttpStreamCommand.Demand(int pieces) -> feed.demand(pieces);
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
