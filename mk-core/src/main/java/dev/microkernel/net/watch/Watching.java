package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Errand;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SourceActor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor that watches something, and the thread that waits for it. */
final class Watching extends SourceActor<WatchCommand> {

    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    /** From its thread: it is done, and has told the listener. */
    record Ended() implements WatchCommand {}

    private final ActorRef<WatchCommand> self;
    private final Source source;
    private final Feed<WatchEvent> feed;
    private final Errand thread;

    private Watching(ActorRef<WatchCommand> self, Source source, ActorRef<? super WatchEvent> listener) {
        this.self = self;
        this.source = source;
        this.feed = new Feed<>(listener, self, 1);
        this.thread = new Errand("mk-watch", this::run);
    }

    static Watching open(ActorContext<WatchCommand> context, Source source, ActorRef<? super WatchEvent> listener) {
        var watching = new Watching(context.self(), source, listener);
        watching.begin(context, listener, watching.thread.start(), new Ended());
        return watching;
    }

    private void run() throws InterruptedException {
        try {
            source.open();
            boolean goOn = true;
            while (goOn) {
                // Not even looked for before the last one is handled: a channel stays ready, and counts go on.
                feed.awaitDemand();
                var event = source.next(self);
                goOn = event != null && feed.tell(event) && !source.isOver();
            }
        } catch (IOException | RuntimeException e) {
            feed.tell(new WatchEvent.Lost(self, NetFailure.of("watching", e)));
        } finally {
            close();
        }
    }

    private void close() {
        try {
            source.close();
        } catch (IOException e) {
            LOG.debug("Watching could not be ended", e);
        }
    }

    @Override
    public Behavior<WatchCommand> onMessage(WatchCommand command) {
        switch (command) {
            case WatchCommand.Next next -> feed.demand(1);
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
