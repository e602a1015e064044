package dev.microkernel.sample;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.PreSharedKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in C as a real device of a node in Java: MK02 with a pre-shared key over loopback. */
class NativeNodeIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final int READING = 200;
    private static final int PING = 202;
    private static final int PONG = 203;
    private static final int MEASURE = 204;
    private static final int MEASURED = 205;
    private static final int DIE = 999;

    private final List<NativeNode> nodes = new ArrayList<>();
    private final AtomicInteger readings = new AtomicInteger();
    private ActorSystem system;
    private int port;
    private Path folder;
    private Path keyFile;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        keyFile = Files.writeString(folder.resolve("psk"), KEY + "\n");
        startSystem(0);
    }

    @AfterEach
    void stop() {
        nodes.forEach(NativeNode::close);
        assertThat(system.close(ofSeconds(10))).isTrue();
    }

    private void startSystem(int atPort) throws Exception {
        system = ActorSystem.named("gateway")
                .nodeId(100)
                .links(LinkSettings.DEFAULT.withHeartbeat(ofMillis(300)).withKey(PreSharedKey.of(KEY)))
                .start();
        port = system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort))
                .address()
                .getPort();
        register("echo", true);
        register("silent", false);
        register("telemetry", false);
        register("mortal", false);
    }

    /** An actor of that name that counts readings, answers pings or not, and dies if it is told to or called mortal. */
    private ActorRef<WireMessage> register(String name, boolean answers) {
        var actor = system.spawn(
                name,
                ActorSpec.<WireMessage>of(context -> message -> {
                            if (message.type() == READING) {
                                readings.incrementAndGet();
                            } else if (message.type() == DIE || name.equals("mortal")) {
                                return Behavior.stopped();
                            } else if (answers) {
                                context.reply(new WireMessage(message.type() + 1, message.payload()));
                            }
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        system.registry().register(name, actor);
        return actor;
    }

    private NativeNode device(String identity, String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "--identity",
                identity,
                "--heartbeat-ms",
                "300",
                "--interval-ms",
                "100",
                "--psk-file",
                keyFile.toString()));
        arguments.addAll(List.of(more));
        var node = NativeNode.start(folder.resolve(identity + nodes.size() + ".log"), arguments.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    private NativeNode join(String identity) throws Exception {
        return device(identity, "--connect", "127.0.0.1:" + port);
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(RunningController.PATIENCE).until(condition::getAsBoolean);
    }

    private ActorRef<Object> find(String name) {
        await(name, () -> system.registry().lookup(name).isPresent());
        return system.registry().lookup(name).orElseThrow();
    }

    private WireMessage ask(String name, int type, byte[] payload) throws Exception {
        return find(name)
                .ask(new WireMessage(type, payload), WireMessage.class, ofSeconds(30))
                .get();
    }

    /** Has the device ask one of our actors. Returns its verdict, and for how many ms it has waited. */
    private int[] measure(String device, String name) throws Exception {
        var answer = ask("/node/" + device + "/ping", MEASURE, name.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.type()).isEqualTo(MEASURED);
        var payload = ByteBuffer.wrap(answer.payload()).order(ByteOrder.LITTLE_ENDIAN);
        return new int[] {payload.get(), payload.getInt()};
    }

    private PeerInfo peer() {
        await("a peer", () -> !system.peers().isEmpty());
        return system.peers().getFirst();
    }

    private void assertTalks(String device) throws Exception {
        assertThat(ask("/node/" + device + "/ping", PING, new byte[] {1, 2, 3}))
                .isEqualTo(new WireMessage(PONG, new byte[] {1, 2, 3}));
        assertThat(measure(device, "echo")[0]).isZero();
    }

    @Test
    void eachAsksTheOtherByName() throws Exception {
        join("porch");
        assertTalks("porch");
        int before = readings.get();
        await("readings", () -> readings.get() > before + 3);

        assertThat(measure("porch", "nobody")[0]).isEqualTo(1);
        assertThat(peer().identity()).isEqualTo("porch");
        assertThat(system.registry().lookup("/node/porch/sensor/temp")).isPresent();
    }

    @Test
    void aDeviceHearsAtOnceThatWhomItAsksHasEnded() throws Exception {
        join("porch");
        var verdict = measure("porch", "mortal");

        assertThat(verdict[0]).isEqualTo(2);
        assertThat(verdict[1]).as("not after its time-out of 5 s").isLessThan(4_000);
        await("the name is gone there, too", () -> {
            try {
                return measure("porch", "mortal")[0] == 1;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aDeviceDoesNotWaitForEver() throws Exception {
        join("porch");
        var verdict = measure("porch", "silent");

        assertThat(verdict[0]).isEqualTo(2);
        assertThat(verdict[1]).isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void aDeviceThatIsKilledIsMissedAndItsNextLifeIsAnother() throws Exception {
        var first = join("porch");
        var former = find("/node/porch/ping");
        var incarnation = peer().incarnation();
        int nodeId = peer().nodeId();
        var end = system.monitor(former);
        assertThat(end).isNotDone();

        first.kill();
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Unreachable(nodeId));
        await(
                "its names are gone",
                () -> system.registry().lookup("/node/porch/ping").isEmpty());

        join("porch");
        assertTalks("porch");
        assertThat(peer().incarnation()).isNotEqualTo(incarnation);
        assertThat(former.tell(new WireMessage(PING, new byte[0])))
                .as("a reference is of one life")
                .isEqualTo(Delivery.REFUSED_STOPPED);
    }

    @Test
    void aDeviceThatStandsStillIsMissedAndTheSameWhenItGoesOn() throws Exception {
        var device = join("porch");
        var former = find("/node/porch/ping");
        var incarnation = peer().incarnation();
        var end = system.monitor(former);
        device.freeze();
        assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(ExitReason.Unreachable.class);
        device.thaw();
        assertTalks("porch");
        assertThat(peer().incarnation()).isEqualTo(incarnation);
    }

    @Test
    void aDeviceComesBackWhenTheGatewayDoes() throws Exception {
        var device = join("porch");
        assertTalks("porch");
        assertThat(system.close(ofSeconds(10))).isTrue();
        device.awaitLog("gateway(100) at 127.0.0.1:" + port + " said goodbye");

        startSystem(port);
        assertTalks("porch");
    }

    @Test
    void aGatewayMountsADeviceThatListensAndComesBackToIt() throws Exception {
        var first = device("porch", "--listen", "0");
        int devicePort = first.port();
        try (var mount = system.mount(new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort))) {
            assertTalks("porch");
            first.kill();
            await("it is missed", () -> system.peers().isEmpty());

            device("porch", "--listen", String.valueOf(devicePort));
            assertTalks("porch");
            assertThat(mount.peer()).isPresent();
        }
        await("it is unmounted", () -> system.peers().isEmpty());
    }

    @Test
    void aDeviceWithAnotherKeyIsRefusedAndSaysSo() throws Exception {
        var stranger = Files.writeString(folder.resolve("other"), "another key of more than 16 bytes");
        var node = NativeNode.start(
                folder.resolve("stranger.log"),
                "--identity",
                "stranger",
                "--connect",
                "127.0.0.1:" + port,
                "--psk-file",
                stranger.toString());
        nodes.add(node);
        node.awaitLog("did not prove that it has the key");
        node.awaitLog("retrying in");
        assertThat(system.peers()).isEmpty();

        var keyless = NativeNode.start(
                folder.resolve("keyless.log"), "--identity", "keyless", "--connect", "127.0.0.1:" + port);
        nodes.add(keyless);
        keyless.awaitLog("demands a");
        assertThat(system.peers()).isEmpty();
    }

    @Test
    void aDeviceLetsAPeerSendOnlyWhereItIsAllowed() throws Exception {
        device(
                "porch",
                "--connect",
                "127.0.0.1:" + port,
                "--allow",
                "gateway:/node/porch/ping",
                "--allow",
                "/node/porch/*");
        assertTalks("porch");
        assertThat(system.registry().lookup("/node/porch/sensor/temp"))
                .as("it is not told of what it may not send to")
                .isEmpty();
    }

    @Test
    void aFloodIsHeldBackByCreditAndBreaksNothing() throws Exception {
        var device = join("porch");
        var ping = find("/node/porch/ping");
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            accepted += ping.tell(new WireMessage(PING, new byte[1_500])) == Delivery.ACCEPTED ? 1 : 0;
        }
        assertThat(accepted).isPositive();
        assertTalks("porch");
        assertThat(device.log()).doesNotContain("closed the connection");

        device.terminate();
        var unanswerable = Pattern.compile("pings_unanswerable=(\\d+)").matcher(device.log());
        assertThat(unanswerable.find()).isTrue();
        assertThat(Integer.parseInt(unanswerable.group(1))).isEqualTo(accepted);
    }

    @Test
    void aLongerPayloadThanADeviceTakesIsNotSent() throws Exception {
        join("porch");
        var ping = find("/node/porch/ping");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ping.tell(new WireMessage(PING, new byte[4_096])))
                .withMessageContaining("payload length must be 0..2048 bytes, length=4096");
        assertTalks("porch");
    }

    @Test
    void oneDeviceJoinsTwoGateways() throws Exception {
        try (var other = ActorSystem.named("other")
                .nodeId(101)
                .links(LinkSettings.DEFAULT.withKey(PreSharedKey.of(KEY)))
                .start()) {
            var listener = other.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            device(
                    "porch",
                    "--connect",
                    "127.0.0.1:" + port,
                    "--connect",
                    "127.0.0.1:" + listener.address().getPort());
            assertTalks("porch");
            await(
                    "the other one, too",
                    () -> other.registry().lookup("/node/porch/ping").isPresent());
        }
    }
}
