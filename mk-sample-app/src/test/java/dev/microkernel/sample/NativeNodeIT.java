package dev.microkernel.sample;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.log.LogLine;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Tls;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.PreSharedKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
        startSystem(atPort, LinkSettings.DEFAULT.withHeartbeat(ofMillis(300)).withKey(PreSharedKey.of(KEY)));
    }

    private void startSystem(int atPort, LinkSettings links) throws Exception {
        system = ActorSystem.named("gateway").nodeId(100).links(links).start();
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

    @Test
    void pinsAreWrittenAndTheirChangesHeard() throws Exception {
        join("porch");
        assertThat(ask("/node/porch/gpio", 210, new byte[] {2, 2}).payload()).containsExactly(0, 2, 0);
        assertThat(ask("/node/porch/gpio", 211, new byte[] {2, 1}).payload()).containsExactly(0, 2, 1);
        assertThat(ask("/node/porch/gpio", 212, new byte[] {3}).payload())
                .as("pin 3 is wired to it")
                .containsExactly(0, 3, 1);
        assertThat(ask("/node/porch/gpio", 212, new byte[] {99}).payload())
                .as("no such pin")
                .startsWith(2);
    }

    @Test
    void valuesOutliveADevice() throws Exception {
        var state = folder.resolve("state").toString();
        var first = device("porch", "--connect", "127.0.0.1:" + port, "--state", state);
        assertThat(ask("/node/porch/store", 250, storing("porch")).payload()[0]).isZero();
        first.kill();
        await("it is missed", () -> system.peers().isEmpty());

        device("porch", "--connect", "127.0.0.1:" + port, "--state", state);
        assertThat(stored()).endsWith("porch");
    }

    /** A request to keep a value under the key {@code name}. */
    private static byte[] storing(String value) {
        return struct(4 + 4 + 4 + value.length())
                .putInt(4)
                .put("name".getBytes(StandardCharsets.UTF_8))
                .putInt(value.length())
                .put(value.getBytes(StandardCharsets.UTF_8))
                .array();
    }

    /** What there is under that key. */
    private String stored() throws Exception {
        var get = struct(4 + 4).putInt(4).put("name".getBytes(StandardCharsets.UTF_8));
        return new String(ask("/node/porch/store", 251, get.array()).payload(), StandardCharsets.UTF_8);
    }

    @Test
    void confirmedMessagesReachADeviceWhoseLinksBreak() throws Exception {
        device(
                "porch",
                "--connect",
                "127.0.0.1:" + port,
                "--state",
                folder.resolve("state").toString());
        var store = system.confirmed(find("/node/porch/store"));
        for (int i = 1; i <= 120; i++) {
            if (i % 40 == 20) {
                await("a link", () -> system.disconnect("porch") > 0);
            }
            assertThat(store.tell(new WireMessage(250, storing("value " + i)))).isEqualTo(Delivery.ACCEPTED);
        }
        await("a link", () -> !system.peers().isEmpty());
        assertThat(stored()).endsWith("value 120");
        assertThat(system.deadLetters().count(DeadLetter.Reason.UNCONFIRMED)).isZero();
    }

    @Test
    void aDeviceGivesItsFigures() throws Exception {
        join("porch");
        var figures = ByteBuffer.wrap(
                        ask("/node/porch/metrics", 260, new byte[0]).payload())
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(figures.remaining()).isEqualTo(64);
        assertThat(figures.getLong(0)).as("uptime in ms").isBetween(0L, 120_000L);
        assertThat(figures.getInt(8)).as("actors").isEqualTo(7);
        assertThat(figures.getInt(48)).as("links").isEqualTo(1);
    }

    @Test
    void aDevicesLogGoesToALogActor() throws Exception {
        var lines = new ConcurrentLinkedQueue<WireMessage>();
        var log = system.spawn(
                "log",
                ActorSpec.<WireMessage>of(context -> line -> {
                            lines.add(line);
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        system.registry().register("log", log);
        join("porch");
        await("its first line", () -> !lines.isEmpty());
        var first = lines.peek();
        var text = "mounted on gateway(100) at 127.0.0.1:" + port;
        assertThat(first.type()).isEqualTo(LogLine.MESSAGE_TYPE);
        assertThat(first.payload())
                .isEqualTo(struct(5 + text.length())
                        .put((byte) LogLine.Level.INFO.ordinal())
                        .putInt(text.length())
                        .put(text.getBytes(StandardCharsets.UTF_8))
                        .array());
    }

    // ---- TLS

    private void openssl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** A new key, and what is requested with it. */
    private void request(String name, String out, String... more) throws Exception {
        var arguments =
                new ArrayList<>(List.of("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"));
        arguments.addAll(List.of("-keyout", name + ".key", "-out", out, "-subj", "/CN=" + name));
        arguments.addAll(List.of(more));
        openssl(arguments.toArray(String[]::new));
    }

    /** A certificate of the CA, with that DNS name. */
    private void certify(String name, String dnsName) throws Exception {
        request(name, name + ".csr", "-new");
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + dnsName);
        var arguments =
                "x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out %s.pem -extfile %s.ext";
        openssl(arguments.formatted(name, name, name).split(" ", -1));
    }

    private Tls gatewaysTls() throws Exception {
        request("ca", "ca.pem", "-x509", "-days", "2");
        certify("gateway", "gateway");
        openssl(
                "pkcs12",
                "-export",
                "-in",
                "gateway.pem",
                "-inkey",
                "gateway.key",
                "-out",
                "gateway.p12",
                "-passout",
                "pass:changeit");
        var password = "changeit".toCharArray();
        var own = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("gateway.p12"))) {
            own.load(in, password);
        }
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(folder.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return Tls.mutual(context);
    }

    private NativeNode encrypted(String identity, String certificate, String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "--identity", identity,
                "--tls-ca", folder.resolve("ca.pem").toString(),
                "--tls-cert", folder.resolve(certificate + ".pem").toString(),
                "--tls-key", folder.resolve(certificate + ".key").toString()));
        arguments.addAll(List.of(more));
        var node = NativeNode.start(folder.resolve(identity + ".log"), arguments.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    @Test
    void nodesWithCertificatesTalkInsideTlsAndAStrangerIsRefused() throws Exception {
        var tls = gatewaysTls();
        assertThat(system.close(ofSeconds(10))).isTrue();
        startSystem(0, LinkSettings.DEFAULT.withTls(tls));
        certify("porch", "porch");
        certify("thief", "somebody-else");

        var thief = encrypted("barn", "thief", "--connect", "127.0.0.1:" + port);
        await(
                "its first words",
                () -> thief.log().contains("certificate") || thief.log().contains("without TLS"));
        if (!Boolean.getBoolean("mk.node.required")) {
            assumeFalse(
                    thief.log().contains("without TLS"),
                    "mk-node was built without TLS: OpenSSL's headers are missing");
        }
        thief.awaitLog("certificate");
        assertThat(system.peers()).isEmpty();

        encrypted("porch", "porch", "--connect", "127.0.0.1:" + port);
        assertTalks("porch");
        certify("shed", "shed");
        var shed = encrypted("shed", "shed", "--listen", "0");
        try (var mount = system.mount(new InetSocketAddress(InetAddress.getLoopbackAddress(), shed.port()))) {
            assertTalks("shed");
            assertThat(mount.peer()).isPresent();
        }
    }

    private static ByteBuffer struct(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
