package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.StopBehavior;

/** The actor of one client, which ends with the client's connection. */
final class Handling implements Behavior<TcpEvent> {

    private final boolean staysHalfOpen;
    private Behavior<TcpEvent> user;

    private Handling(boolean staysHalfOpen, Behavior<TcpEvent> user) {
        this.staysHalfOpen = staysHalfOpen;
        this.user = user;
    }

    static ActorSpec<TcpEvent> spec(TcpAccepted accepted, TcpHandler handler) {
        return ActorSpec.<TcpEvent>of(context -> {
                    // Its output must not end before the last answer is made: the end is told behind that.
                    var options = accepted.options().withStaysHalfOpen(true);
                    var connection = context.spawn(accepted.connection(options, context.self()));
                    boolean staysHalfOpen = accepted.options().staysHalfOpen();
                    return new Handling(staysHalfOpen, handler.create(context, connection));
                })
                .withType("tcp-client");
    }

    @Override
    public Behavior<TcpEvent> onMessage(TcpEvent event) throws Exception {
        var next = user.onMessage(event);
        if (event instanceof TcpEvent.InputEnded(var connection) && !staysHalfOpen) {
            connection.tell(new TcpCommand.FinishOutput());
        }
        boolean last = event instanceof TcpEvent.Closed || event instanceof TcpEvent.ConnectFailed;
        return last ? Behavior.stopped() : become(next);
    }

    @Override
    public Behavior<TcpEvent> onSignal(Signal signal) throws Exception {
        return become(user.onSignal(signal));
    }

    /** Keeps the user's next behaviour within this one. */
    @SuppressWarnings("ReferenceEquality") // the answers of Behavior are single objects
    private Behavior<TcpEvent> become(Behavior<TcpEvent> next) {
        if (next == Behavior.<TcpEvent>same()
                || next == Behavior.<TcpEvent>unhandled()
                || next == Behavior.<TcpEvent>stopped()
                || next instanceof StopBehavior<TcpEvent>) {
            return next;
        }
        user = next;
        return Behavior.same();
    }
}
