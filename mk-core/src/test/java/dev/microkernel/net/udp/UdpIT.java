package dev.microkernel.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("udp").start();
    private final Probe<UdpEvent> one = new Probe<UdpEvent>(system, "one").within(PATIENCE);
    private final Probe<UdpEvent> two = new Probe<UdpEvent>(system, "two").within(PATIENCE);

    @AfterEach
    void close() {
        system.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private ActorRef<UdpCommand> open(UdpOptions options, Probe<UdpEvent> listener) {
        return system.spawn(UdpSocket.at(anyPort(), options, listener.ref()));
    }

    private static InetSocketAddress bound(Probe<UdpEvent> listener) {
        return listener.expectMessage(UdpEvent.Bound.class).local();
    }

    @Test
    void datagramsGoThereAndBack() {
        var first = open(UdpOptions.DEFAULT, one);
        var second = open(UdpOptions.DEFAULT, two);
        var firstAddress = bound(one);
        first.tell(new UdpCommand.Send(bound(two), Bytes.utf8("ping")));
        var ping = two.expectMessage(UdpEvent.Received.class);
        assertThat(ping.datagram().utf8()).isEqualTo("ping");
        assertThat(ping.from()).isEqualTo(firstAddress);
        second.tell(new UdpCommand.Send(ping.from(), Bytes.EMPTY));
        assertThat(one.expectMessage(UdpEvent.Received.class).datagram()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void datagramsThatAreTooLongAreDroppedAndCounted() {
        var sender = open(UdpOptions.DEFAULT, one);
        open(UdpOptions.DEFAULT.withReceiveBytesMax(10), two);
        var to = bound(two);
        for (int length : new int[] {11, 10, 5000, 12, 1}) {
            sender.tell(new UdpCommand.Send(to, Bytes.of(new byte[length])));
        }
        var first = two.expectMessage(UdpEvent.Received.class);
        assertThat(first.datagram().length()).isEqualTo(10);
        assertThat(first.dropped()).isEqualTo(1);
        var second = two.expectMessage(UdpEvent.Received.class);
        assertThat(second.datagram().length()).isEqualTo(1);
        assertThat(second.dropped()).isEqualTo(2);
    }

    @Test
    void deliversNoMoreThanIsAskedFor() {
        var sender = open(UdpOptions.DEFAULT, one);
        var receiver = open(UdpOptions.DEFAULT.withDemand(0), two);
        var to = bound(two);
        sender.tell(new UdpCommand.Send(to, Bytes.utf8("1")));
        two.expectNothing(Duration.ofMillis(200));
        receiver.tell(new UdpCommand.Demand(1));
        assertThat(two.expectMessage(UdpEvent.Received.class).datagram().utf8()).isEqualTo("1");
    }

    @Test
    void whatCannotBeSentIsAnswered() {
        var sender = open(UdpOptions.DEFAULT, one);
        bound(one);
        var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        sender.tell(new UdpCommand.Send(to, Bytes.of(new byte[65_530])));
        assertThat(one.expectMessage(UdpEvent.SendFailed.class).to()).isEqualTo(to);
    }

    @Test
    void noMoreWaitThanMay() {
        var datagrams =
                new Datagrams(open(UdpOptions.DEFAULT, one), anyPort(), UdpOptions.DEFAULT.withUnsentMax(2), two.ref());
        var send = new UdpCommand.Send(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), Bytes.EMPTY);
        assertThat(datagrams.offer(send)).isTrue();
        assertThat(datagrams.offer(send)).isTrue();
        assertThat(datagrams.offer(send)).isFalse();
    }

    @Test
    void anAddressInUseCannotBeBound() throws Exception {
        try (var busy = new DatagramSocket(anyPort())) {
            var socket = system.spawn(
                    UdpSocket.at((InetSocketAddress) busy.getLocalSocketAddress(), UdpOptions.DEFAULT, one.ref()));
            assertThat(one.expectMessage(UdpEvent.BindFailed.class).failure().kind())
                    .isEqualTo(NetFailure.Kind.BIND);
            one.expectTerminated(socket);
        }
    }

    @Test
    void theSocketEndsWithItsListener() throws Exception {
        var listener = system.spawn(ActorSpec.<UdpEvent>of(context -> event -> Behavior.stopped()));
        var socket = system.spawn(UdpSocket.at(anyPort(), UdpOptions.DEFAULT, listener));
        one.expectTerminated(socket);
    }

    @Test
    void groupsAreJoinedIfTheOptionsSaySo() throws Exception {
        var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        var group = InetAddress.ofLiteral("239.255.77.1");
        var options = UdpOptions.DEFAULT.withGroups(new UdpOptions.Group(group, loopback));
        system.spawn(UdpSocket.at(new InetSocketAddress("0.0.0.0", 0), options, one.ref()));
        var sender = system.spawn(UdpSocket.at(anyPort(), options, two.ref()));
        bound(two);
        sender.tell(new UdpCommand.Send(new InetSocketAddress(group, bound(one).getPort()), Bytes.utf8("all")));
        assertThat(one.expectMessage(UdpEvent.Received.class).datagram().utf8()).isEqualTo("all");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new UdpCommand.Send(InetSocketAddress.createUnresolved("example.org", 9), Bytes.EMPTY));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new UdpOptions.Group(InetAddress.getLoopbackAddress(), NetworkInterface.getByIndex(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> UdpOptions.DEFAULT.withReceiveBytesMax(65_536));
    }
}
