package dev.microkernel.net.udp;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.feed.SourceActor;
import java.net.InetSocketAddress;

/** The actor of one UDP socket: takes its commands, and lets its threads go when it stops. */
final class Socket extends SourceActor<UdpCommand> {

    private final ActorRef<UdpCommand> self;
    private final UdpOptions options;
    private final Datagrams datagrams;

    private Socket(ActorRef<UdpCommand> self, UdpOptions options, Datagrams datagrams) {
        this.self = self;
        this.options = options;
        this.datagrams = datagrams;
    }

    static Socket open(
            ActorContext<UdpCommand> context,
            InetSocketAddress local,
            UdpOptions options,
            ActorRef<? super UdpEvent> listener) {
        var datagrams = new Datagrams(context.self(), local, options, listener);
        var socket = new Socket(context.self(), options, datagrams);
        socket.begin(context, listener, datagrams.start(), new Ended());
        return socket;
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
    protected void release() {
        datagrams.stop();
    }
}
