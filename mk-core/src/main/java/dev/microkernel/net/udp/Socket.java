package dev.microkernel.net.udp;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.net.NetFailure;
import java.net.InetSocketAddress;

/** The actor of one UDP socket: takes its commands, and lets its threads go when it stops. */
final class Socket implements Behavior<UdpCommand> {

    private final ActorRef<UdpCommand> self;
    private final UdpOptions options;
    private final Datagrams datagrams;

    private Socket(ActorRef<UdpCommand> self, UdpOptions options, Datagrams datagrams) {
        this.self = self;
        this.options = options;
        this.datagrams = datagrams;
    }

    static Socket begin(
            ActorContext<UdpCommand> context,
            InetSocketAddress local,
            UdpOptions options,
            ActorRef<? super UdpEvent> listener) {
        var datagrams = new Datagrams(context.self(), local, options, listener);
        context.watch(listener);
        context.pipe(datagrams.start(), over -> new Ended(), Socket::fail);
        return new Socket(context.self(), options, datagrams);
    }

    private static UdpCommand fail(Throwable bug) {
        throw new IllegalStateException("the threads of a UDP socket failed", bug);
    }

    @Override
    public Behavior<UdpCommand> onMessage(UdpCommand command) {
        switch (command) {
            case UdpCommand.Send send -> {
                if (!datagrams.offer(send)) {
                    datagrams
                            .feed()
                            .tellNow(new UdpEvent.SendFailed(
                                    self,
                                    send.to(),
                                    new NetFailure(
                                            NetFailure.Kind.LIMIT,
                                            "at most " + options.unsentMax() + " datagrams may wait to be sent")));
                }
            }
            case UdpCommand.Demand(int more) -> datagrams.feed().demand(more);
            case Ended ended -> {
                return Behavior.stopped();
            }
        }
        return Behavior.same();
    }

    @Override
    public Behavior<UdpCommand> onSignal(Signal signal) {
        switch (signal) {
            case Signal.Stopping stopping -> datagrams.stop();
            case Signal.PreRestart restart -> datagrams.stop();
            case Signal.Terminated listener -> {
                return Behavior.stopped();
            }
            default -> {}
        }
        return Behavior.same();
    }
}
