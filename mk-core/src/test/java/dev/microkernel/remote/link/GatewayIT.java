package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MK01 nodes behind a gateway and in front of it, over sockets. */
class GatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final long KITCHENS = 0x0000_0005_0000_0001L;
    private static final long PORCHS = 0x0000_0006_0000_0007L;

    private final ActorSystem gateway = ActorSystem.named("gateway")
            .nodeId(2)
            .links(LinkSettings.DEFAULT.withRelayed(List.of("*")))
            .start();
    private final InetSocketAddress address =
            gateway.listen(new InetSocketAddress(LOOPBACK, 0)).address();
    private final ActorSystem app = ActorSystem.named("app").nodeId(1).start();

    @AfterEach
    void close() {
        app.close();
        gateway.close();
    }

    private void mountApp() throws Exception {
        var echo = app.spawn(
                "echo",
                ActorSpec.<WireMessage>of(context -> message -> {
                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        app.registry().register("echo", echo);
        app.connect(address).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private ActorRef<Object> find(String name) {
        Awaitility.await(name)
                .atMost(PATIENCE)
                .until(() -> app.registry().lookup(name).isPresent());
        return app.registry().lookup(name).orElseThrow();
    }

    private static Frame register(String name, long actor) {
        return SystemMessageCodec.encode(new SystemMessage.Register(name, actor));
    }

    /** What the peer is told of that name. */
    private static long idOf(RawPeer peer, String name) throws Exception {
        while (true) {
            if (SystemMessageCodec.decode(peer.readFrame())
                            instanceof Decoded.Complete<SystemMessage>(SystemMessage.Register(var told, var actor))
                    && told.equals(name)) {
                return actor;
            }
        }
    }

    private static Frame next(RawPeer peer, int type) throws Exception {
        while (true) {
            var frame = peer.readFrame();
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    private static CompletableFuture<WireMessage> ask(ActorRef<Object> actor, int type, byte... payload) {
        return actor.ask(new WireMessage(type, payload), WireMessage.class, PATIENCE);
    }

    @Test
    void anMk01NodeBehindIsAskedByAnMk02NodeInFront() throws Exception {
        mountApp();
        ActorRef<Object> oven;
        try (var kitchen = RawPeer.mount(address, 5, "kitchen")) {
            kitchen.send(register("oven", KITCHENS));
            oven = find("/node/kitchen/oven");
            var answer = ask(oven, 10, (byte) 7);
            var question = next(kitchen, 10);
            assertThat(question.dest()).isEqualTo(KITCHENS);
            assertThat(question.source() >>> 32).as("the gateway's").isEqualTo(2);
            assertThat(question.payload()).containsExactly(7);

            kitchen.send(new Frame(KITCHENS, question.source(), 11, new byte[] {8}));
            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new WireMessage(11, new byte[] {8}));
        }
        assertThat(app.monitor(oven)).succeedsWithin(PATIENCE);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> app.registry().list("/node/kitchen/").isEmpty());
    }

    @Test
    void anMk01NodeInFrontAsksAnMk02NodeBehind() throws Exception {
        mountApp();
        try (var porch = RawPeer.mount(address, 6, "porch")) {
            long echo = idOf(porch, "/node/app/echo");
            assertThat(echo >>> 32).isEqualTo(2);
            porch.send(new Frame(PORCHS, echo, 20, new byte[] {1, 2}));
            var answer = next(porch, 21);
            assertThat(answer.dest()).isEqualTo(PORCHS);
            assertThat(answer.payload()).containsExactly(1, 2);

            porch.send(new Frame(0, echo, 22, new byte[0])); // without an id: nobody can answer that
            porch.send(new Frame(PORCHS, echo, 24, new byte[0]));
            assertThat(porch.readFrame().type()).isEqualTo(25);
            app.close();
            assertThat(next(porch, 0xFF00001C)).as("the path is taken back").isNotNull();
        }
    }

    @Test
    void twoMk01NodesTalkThroughIt() throws Exception {
        try (var kitchen = RawPeer.mount(address, 5, "kitchen");
                var porch = RawPeer.mount(address, 6, "porch")) {
            kitchen.send(register("/oven/door", KITCHENS));
            long door = idOf(porch, "/node/kitchen/oven/door");
            porch.send(new Frame(PORCHS, door, 20, new byte[] {3}));
            var question = next(kitchen, 20);
            assertThat(question.dest()).isEqualTo(KITCHENS);
            kitchen.send(new Frame(KITCHENS, question.source(), 21, new byte[] {4}));
            var answer = next(porch, 21);
            assertThat(answer.dest()).isEqualTo(PORCHS);
            assertThat(answer.source()).as("the same relay as asked").isEqualTo(door);
        }
    }

    @Test
    void anMk01NodeByUdpIsBehind() throws Exception {
        mountApp();
        try (var socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            gateway.mount(new UdpPeer(
                    new InetSocketAddress(LOOPBACK, 0),
                    (InetSocketAddress) socket.getLocalSocketAddress(),
                    5,
                    "kitchen"));
            var from = receive(socket, 0xFF00001D).getSocketAddress();
            var name = RawPeer.bytes(register("oven", KITCHENS));
            socket.send(new DatagramPacket(name, name.length, from));
            var answer = ask(find("/node/kitchen/oven"), 10, (byte) 7);
            var question = decode(receive(socket, 10));
            var reply = RawPeer.bytes(new Frame(KITCHENS, question.source(), 11, new byte[] {8}));
            socket.send(new DatagramPacket(reply, reply.length, from));
            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new WireMessage(11, new byte[] {8}));
        }
    }

    private static DatagramPacket receive(DatagramSocket socket, int type) throws Exception {
        while (true) {
            var packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
            socket.receive(packet);
            if (decode(packet).type() == type) {
                return packet;
            }
        }
    }

    private static Frame decode(DatagramPacket packet) {
        var bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        return ((Decoded.Complete<Frame>) new FrameCodec(ByteOrder.BIG_ENDIAN, 1 << 20).decode(bytes)).value();
    }
}
