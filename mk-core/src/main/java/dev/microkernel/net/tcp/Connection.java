package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.Feed;
import dev.microkernel.net.feed.SendQueue;
import dev.microkernel.net.feed.SourceActor;
import org.jspecify.annotations.Nullable;

/** The actor of one connection: takes its commands, and lets its threads go when it stops. */
final class Connection extends SourceActor<TcpCommand> {

    private final ActorRef<TcpCommand> self;
    private final TcpOptions options;
    private final Feed<TcpEvent> feed;
    private final SendQueue<Unwritten> writes;
    private final Session session;

    private Connection(
            ActorContext<TcpCommand> context,
            String name,
            TcpOptions options,
            Opener opener,
            ActorRef<? super TcpEvent> listener) {
        this.self = context.self();
        this.options = options;
        this.feed = new Feed<>(listener, self, options.demand());
        this.writes = new SendQueue<>(options.unwrittenBytesMax(), options.unwrittenMessagesMax());
        this.session = new Session(self, name, options, opener, feed, writes, context.time());
    }

    /** The behaviour, whose connection begins to open. */
    static Connection open(
            ActorContext<TcpCommand> context,
            String name,
            TcpOptions options,
            Opener opener,
            ActorRef<? super TcpEvent> listener) {
        var connection = new Connection(context, name, options, opener, listener);
        connection.begin(context, listener, connection.session.start(), new Ended());
        return connection;
    }

    @Override
    public Behavior<TcpCommand> onMessage(TcpCommand command) {
        switch (command) {
            case TcpCommand.Write(var message, var token) -> write(message, token);
            case TcpCommand.Demand(int messages) -> feed.demand(messages);
            case TcpCommand.FinishOutput finish -> writes.finish();
            case TcpCommand.Close close -> session.close();
            case Ended ended -> {
                return Behavior.stopped();
            }
        }
        return Behavior.same();
    }

    private void write(Bytes message, @Nullable Object token) {
        try {
            if (writes.isFinished()) {
                throw new NetException(NetFailure.Kind.BROKEN, "the output of this side has ended");
            }
            var frame = FrameWriter.frame(options.framing(), message);
            if (!writes.offer(new Unwritten(frame, token))) {
                throw new NetException(
                        NetFailure.Kind.LIMIT,
                        "at most " + options.unwrittenMessagesMax() + " messages and " + options.unwrittenBytesMax()
                                + " bytes may wait to be written; go on after Drained");
            }
        } catch (NetException refusal) {
            feed.tellNow(new TcpEvent.WriteRefused(self, token, refusal.failure()));
        }
    }

    @Override
    protected void release() {
        session.stop();
    }
}
