package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/** Nodes that exchange datagrams, over sockets. */
class UdpLinkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int PAYLOAD_MAX = 65_479;
    private static final FrameCodec CODEC = new FrameCodec(ByteOrder.BIG_ENDIAN, 1 << 20);

    /** The id of an actor that the peer says it has. */
    private static final long THEIRS = 0x0000_0005_0000_0001L;

    @MessageType(7)
    record Note(int number) {}

    @MessageType(8)
    record Heard(int number) {}

    @MessageType(9)
    record Large(List<Byte> bytes) {}

    private final ActorSystem one = ActorSystem.named("one").nodeId(1).start();
    private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        one.close();
    }

    private ActorRef<Object> hearer(ActorSystem system) {
        var actor = system.spawn(
                "hearer",
                ActorSpec.<Object>of(context -> message -> {
                            heard.add(message instanceof Note(var number) ? number : ((Large) message).bytes.size());
                            context.reply(new Heard(heard.size()));
                            return Behavior.same();
                        })
                        .withWireMessages(Set.of(Note.class, Large.class)));
        system.registry().register("hearer", actor);
        return actor;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    private static int freePort() throws Exception {
        try (var free = new DatagramSocket(loopback(0))) {
            return free.getLocalPort();
        }
    }

    /** A node that may send anything. */
    private static final class RawDatagrams implements AutoCloseable {

        private final DatagramSocket socket;
        private InetSocketAddress node;

        RawDatagrams() throws Exception {
            socket = new DatagramSocket(loopback(0));
            socket.setSoTimeout(5_000);
            node = loopback(1);
        }

        /** Has a node mount this, and learns from what it says first where it receives. */
        static RawDatagrams mountedBy(ActorSystem system) throws Exception {
            var raw = new RawDatagrams();
            var _ = system.mount(new UdpPeer(loopback(0), raw.address(), 5, "raw"));
            raw.read();
            return raw;
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        void send(byte... bytes) throws Exception {
            socket.send(new DatagramPacket(bytes, bytes.length, node));
        }

        void send(Frame frame) throws Exception {
            send(RawPeer.bytes(frame));
        }

        /** A datagram, which must be one frame. */
        Frame read() throws Exception {
            var packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
            socket.receive(packet);
            node = (InetSocketAddress) packet.getSocketAddress();
            var bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            var frame = ((Decoded.Complete<Frame>) CODEC.decode(bytes)).value();
            assertThat(bytes.hasRemaining()).isFalse();
            return frame;
        }

        /** A frame of that type, if one is among the next few. */
        Frame await(int type) throws Exception {
            for (int i = 0; i < 10; i++) {
                var frame = read();
                if (frame.type() == type) {
                    return frame;
                }
            }
            throw new IOException("no frame of that type, type=" + Integer.toHexString(type));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Frame note(long dest, int number) {
        var payload = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number);
        return new Frame(THEIRS, dest, 7, payload.array());
    }

    private long count(Refusal kind) {
        return one.refusals().getOrDefault(kind, 0L);
    }

    /** The node answers, so that all that was sent before is handled, or lost. A question may be lost, too. */
    private static void requireAlive(RawDatagrams raw) {
        patiently().ignoreExceptions().until(() -> {
            raw.send(SystemMessageCodec.encode(new SystemMessage.CapsRequest(), THEIRS, 0));
            return raw.await(0xFF00001E).dest() == THEIRS;
        });
    }

    @Test
    void twoNodesMountEachOther() throws Exception {
        int here = freePort();
        int there = freePort();
        try (var two = ActorSystem.named("two").nodeId(2).start()) {
            hearer(one);
            var mount = one.mount(new UdpPeer(loopback(here), loopback(there), 2, "two"));
            two.mount(new UdpPeer(loopback(there), loopback(here), 1, "one"));
            await(() -> two.registry().lookup("hearer").isPresent());
            ActorRef<Object> remote = two.registry().lookup("hearer").orElseThrow();
            var longest = new Large(Collections.nCopies(PAYLOAD_MAX - 4, (byte) 7));

            assertThat(ask(remote, new Note(42))).isEqualTo(new Heard(1));
            assertThat(ask(remote, longest)).isEqualTo(new Heard(2));
            assertThat(heard).containsExactly(42, PAYLOAD_MAX - 4);
            assertThat(mount.peer().orElseThrow().level()).isEqualTo(PeerInfo.Level.PLAIN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> remote.tell(new Large(Collections.nCopies(PAYLOAD_MAX - 3, (byte) 7))));

            mount.close();
            assertThat(one.peers()).isEmpty();
            try (var again = one.mount(new UdpPeer(loopback(here), loopback(there), 2, "two"))) {
                assertThat(again.addresses()).containsExactly(loopback(there));
                assertThat(ask(remote, new Note(43))).isEqualTo(new Heard(3));
            }
        }
    }

    private static Heard ask(ActorRef<Object> actor, Object message) throws Exception {
        return actor.ask(message, Heard.class, PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void oneSocketServesSeveralPeersAndBelievesNobodyElse() throws Exception {
        var actor = hearer(one);
        int port = freePort();
        try (var first = new RawDatagrams();
                var second = new RawDatagrams();
                var stranger = new RawDatagrams()) {
            var mount = one.mount(new UdpPeer(loopback(port), first.address(), 5, "first"));
            one.mount(new UdpPeer(loopback(port), second.address(), 6, "second"));
            first.read();
            second.read();
            stranger.node = loopback(port);

            stranger.send(note(actor.id().value(), 1));
            await(() -> count(Refusal.STRANGER) == 1);
            first.send(note(actor.id().value(), 2));
            second.send(note(actor.id().value(), 3)); // as an actor of the first
            await(() -> count(Refusal.FRAME) == 1);
            await(() -> heard.size() == 1);
            assertThat(heard).containsExactly(2);

            mount.close();
            first.send(note(actor.id().value(), 4));
            await(() -> count(Refusal.STRANGER) == 2);
            assertThat(heard).containsExactly(2);
            assertThat(one.peers()).extracting(PeerInfo::identity).containsExactly("second");
            second.send(new Frame(0x0000_0006_0000_0001L, actor.id().value(), 7, new byte[4]));
            await(() -> heard.size() == 2);
        }
    }

    @Test
    void aTwinAtTheSameAddressIsRefused() throws Exception {
        int port = freePort();
        try (var raw = new RawDatagrams()) {
            one.mount(new UdpPeer(loopback(port), raw.address(), 5, "raw"));
            var twin = one.mount(new UdpPeer(loopback(port), raw.address(), 6, "twin"));
            await(() -> twin.lastError().isPresent());
            assertThat(twin.lastError().orElseThrow()).contains("node raw is at that address already");
            assertThat(one.peers()).extracting(PeerInfo::identity).containsExactly("raw");
        }
    }

    @Test
    void everyTruncationOfEveryVectorIsDroppedAlone() throws Exception {
        var vectors = new ObjectMapper()
                .readTree(Path.of("../docs/wire/mk01-vectors.json").toFile())
                .get("vectors");
        try (var raw = RawDatagrams.mountedBy(one)) {
            long refused = 0;
            int frames = 0;
            for (var vector : vectors) {
                if (!vector.has("net") || vector.get("kind").asString().equals("hello")) {
                    continue; // what is not said by UDP
                }
                frames++;
                var whole = HexFormat.of().parseHex(vector.get("net").asString());
                for (int length = 0; length < whole.length; length++) {
                    raw.send(Arrays.copyOf(whole, length));
                    if (length % 64 == 63) {
                        requireAlive(raw); // no faster than it reads
                    }
                }
                refused += whole.length;
                long expected = refused;
                await(() -> count(Refusal.DATAGRAM) == expected);
            }
            requireAlive(raw);
            assertThat(frames).isGreaterThan(20);
            assertThat(one.peers()).hasSize(1);
        }
    }

    @Test
    void whatIsNotOneFrameIsDroppedAlone() throws Exception {
        var actor = hearer(one);
        try (var raw = RawDatagrams.mountedBy(one)) {
            var frame = RawPeer.bytes(note(actor.id().value(), 1));
            var two =
                    ByteBuffer.allocate(2 * frame.length).put(frame).put(frame).array();
            var lying = frame.clone();
            lying[20] = (byte) 0xFF;
            var random = new byte[1000];
            new Random(1).nextBytes(random);
            var misnamed = RawPeer.bytes(new Frame(0, 0, 0xFF000012, new byte[71]));
            var nameless = RawPeer.bytes(new Frame(0, 0, 0xFF000012, new byte[72]));
            int sent = 0;
            for (var bytes : List.of(two, lying, random, misnamed, nameless, new byte[0])) {
                raw.send(bytes);
                long expected = ++sent;
                await(() -> count(Refusal.DATAGRAM) == expected);
            }
            raw.send(frame);
            await(() -> heard.size() == 1);
            assertThat(one.peers().getFirst().lastError()).isEmpty();
        }
    }

    /** By IPv6 a datagram may be longer than MK01 allows. */
    @Test
    void aDatagramThatIsTooLongIsDropped() throws Exception {
        var v6 = InetAddress.getByName("::1");
        try (var socket = new DatagramSocket(new InetSocketAddress(v6, 0))) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setSendBufferSize(1 << 18);
            var _ = one.mount(new UdpPeer(
                    new InetSocketAddress(v6, 0), (InetSocketAddress) socket.getLocalSocketAddress(), 5, "raw"));
            var packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
            socket.receive(packet);
            var tooLong = RawPeer.bytes(new Frame(THEIRS, 0x0000_0001_0000_0001L, 7, new byte[PAYLOAD_MAX + 1]));
            socket.send(new DatagramPacket(tooLong, tooLong.length, packet.getSocketAddress()));
            await(() -> count(Refusal.DATAGRAM) == 1);
        }
    }

    @Test
    void namesAreTakenInAnyOrderAndTwice() throws Exception {
        var actor = hearer(one);
        try (var raw = RawDatagrams.mountedBy(one)) {
            var name = SystemMessageCodec.encode(new SystemMessage.Register("theirs", THEIRS));
            raw.send(SystemMessageCodec.encode(new SystemMessage.Unregister("theirs")));
            raw.send(name);
            raw.send(name);
            await(() -> one.registry().lookup("theirs").isPresent());
            raw.send(note(actor.id().value(), 2));
            raw.send(note(actor.id().value(), 1));
            raw.send(note(actor.id().value(), 2));
            await(() -> heard.size() == 3);
            assertThat(heard).containsExactly(2, 1, 2);
            one.registry().lookup("theirs").orElseThrow().tell(new Note(9));
            assertThat(raw.await(7).dest()).isEqualTo(THEIRS);
        }
    }

    @Test
    void aNodeThatSendsFasterThanItIsReadLosesDatagramsAndNothingElse() throws Exception {
        var actor = hearer(one);
        try (var raw = RawDatagrams.mountedBy(one)) {
            for (int i = 0; i < 20_000; i++) {
                raw.send(note(actor.id().value(), i));
            }
            await(() -> !heard.isEmpty());
            requireAlive(raw);
            assertThat(one.peers()).hasSize(1);
        }
    }

    @Test
    void beyondLoopbackItTakesPermission() {
        for (var elsewhere : List.of(
                new InetSocketAddress("192.0.2.7", 4200), InetSocketAddress.createUnresolved("192.0.2.7", 4200))) {
            assertThatExceptionOfType(MountException.class)
                    .isThrownBy(() -> one.mount(new UdpPeer(new InetSocketAddress("0.0.0.0", 0), elsewhere, 5, "raw")))
                    .withMessageContaining("a node by UDP is not authenticated")
                    .withMessageContaining("(allow-legacy), local=0.0.0.0:0, remote=192.0.2.7:4200");
        }
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> one.mount(new UdpPeer(new InetSocketAddress("0.0.0.0", 0), loopback(9), 5, "raw")))
                .withMessageContaining("both addresses are on loopback");
    }

    @Test
    void aPeerMayBeAtAHostWithAName() throws Exception {
        try (var raw = new RawDatagrams()) {
            var named = InetSocketAddress.createUnresolved(
                    "localhost", raw.address().getPort());
            var mount = one.mount(new UdpPeer(loopback(0), named, 5, "raw"));
            requireAliveFrom(raw);
            assertThat(mount.peer().orElseThrow().identity()).isEqualTo("raw");

            var unknown = InetSocketAddress.createUnresolved("nowhere.invalid", 4200);
            var waiting = one.mount(new UdpPeer(loopback(0), unknown, 6, "waiting"));
            await(() -> waiting.lastError().isPresent());
            assertThat(waiting.lastError().orElseThrow()).contains("host is unknown, address=nowhere.invalid:4200");
        }
    }

    private static void requireAliveFrom(RawDatagrams raw) throws Exception {
        raw.read();
        requireAlive(raw);
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UdpPeer(loopback(0), loopback(0), 5, "raw"))
                .withMessageContaining("port must be 1..65535");
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> one.mount(new UdpPeer(loopback(0), loopback(9), 1, "me")))
                .withMessageContaining("has this node's own id");
        try (var taken = new DatagramSocket(loopback(0))) {
            var local = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatExceptionOfType(MountException.class)
                    .isThrownBy(() -> one.mount(new UdpPeer(local, loopback(9), 5, "raw")))
                    .withMessageContaining("cannot receive from node raw at");
        }
        assertThat(one.mounts()).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        patiently().until(condition::getAsBoolean);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE);
    }
}
