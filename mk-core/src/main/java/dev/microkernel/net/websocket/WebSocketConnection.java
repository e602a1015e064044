package dev.microkernel.net.websocket;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SendQueue;
import dev.microkernel.net.feed.SourceActor;
import dev.microkernel.net.http.Http;
import java.net.URI;

/** The actor of a WebSocket: takes its commands, and lets its threads go when it stops. */
final class WebSocketConnection extends SourceActor<WebSocketCommand> {

    /** From its thread: it is done, and has told the listener. */
    record Ended() implements WebSocketCommand {}

    private final ActorRef<WebSocketCommand> self;
    private final WebSocketOptions options;
    private final Feed<WebSocketEvent> feed;
    private final SendQueue<Unsent> unsent;
    private final Session session;

    private WebSocketConnection(
            ActorRef<WebSocketCommand> self,
            Http http,
            URI uri,
            WebSocketOptions options,
            ActorRef<? super WebSocketEvent> listener) {
        this.self = self;
        this.options = options;
        this.feed = new Feed<>(listener, self, options.demand());
        this.unsent = new SendQueue<>(options.unsentBytesMax(), options.unsentMax());
        this.session = new Session(self, http, uri, options, feed, unsent);
    }

    static WebSocketConnection open(
            ActorContext<WebSocketCommand> context,
            Http http,
            URI uri,
            WebSocketOptions options,
            ActorRef<? super WebSocketEvent> listener) {
        var connection = new WebSocketConnection(context.self(), http, uri, options, listener);
        connection.begin(context, listener, connection.session.start(), new Ended());
        return connection;
    }

    @Override
    public Behavior<WebSocketCommand> onMessage(WebSocketCommand command) {
        switch (command) {
            case WebSocketCommand.Outgoing outgoing -> send(outgoing);
            case WebSocketCommand.Demand(int messages) -> feed.demand(messages);
            case Ended over -> {
                return Behavior.stopped();
            }
        }
        return Behavior.same();
    }

    private void send(WebSocketCommand.Outgoing outgoing) {
        if (unsent.isFinished()) {
            refuse(outgoing, new NetFailure(NetFailure.Kind.BROKEN, "this side has closed the WebSocket"));
        } else if (outgoing instanceof WebSocketCommand.Close close) {
            session.close(close);
        } else if (!unsent.offer(new Unsent(outgoing))) {
            refuse(
                    outgoing,
                    new NetFailure(
                            NetFailure.Kind.LIMIT,
                            "at most " + options.unsentMax() + " messages and " + options.unsentBytesMax()
                                    + " bytes may wait to be sent"));
        }
    }

    private void refuse(WebSocketCommand.Outgoing outgoing, NetFailure failure) {
        feed.tellNow(new WebSocketEvent.SendRefused(self, outgoing, failure));
    }

    @Override
    protected void release() {
        session.stop();
    }
}
