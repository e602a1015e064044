package dev.microkernel.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job end to end: the sample's jar as a process, devices over TCP, a person over HTTP. */
class FleetControllerIT {

    private static RunningController controller;

    private final List<Process> nodes = new ArrayList<>();
    private Path nodeLog;

    @BeforeEach
    void logNodes(@TempDir Path folder) {
        nodeLog = folder.resolve("nodes.log");
    }

    @BeforeAll
    static void start() throws IOException {
        controller = RunningController.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        try {
            assertThat(controller.terminate()).as("ends when told to").isTrue();
            assertThat(controller.log()).doesNotContain("have not stopped").doesNotContain(" ERROR ");
        } finally {
            controller.close();
        }
    }

    @AfterEach
    void killNodes() {
        nodes.forEach(Process::destroyForcibly);
    }

    @Test
    void threeVirtualDevicesShowFreshReadings() throws Exception {
        for (var device : List.of("kitchen", "garage", "greenhouse")) {
            controller.awaitState(device, "online");
        }
        var kitchen = controller.get("/api/devices/kitchen");

        assertThat(kitchen.get("node").asInt()).isEqualTo(11);
        assertThat(kitchen.get("lastReading").get("celsius").asDouble()).isBetween(10.0, 30.0);
        assertThat(Instant.parse(kitchen.get("lastReading").get("at").asString()))
                .isAfter(Instant.now().minusSeconds(10));
    }

    @Test
    void readingsOfAllDevicesStreamToAPerson() throws Exception {
        var response = controller
                .client()
                .send(
                        HttpRequest.newBuilder(controller.uri("/api/readings")).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        var devices = new HashSet<String>();
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (!devices.containsAll(List.of("kitchen", "garage", "greenhouse"))) {
                var line = lines.readLine();
                assertThat(line).as("the stream goes on").isNotNull();
                if (line.startsWith("data:")) {
                    devices.add(line.replaceAll(".*\"device\":\"([^\"]*)\".*", "$1"));
                }
            }
        }
        assertThat(devices).contains("kitchen", "garage", "greenhouse");
    }

    @Test
    void aNodeInCJoinsAnswersAPingAndIsGoneSoonAfterItIsKilled() throws Exception {
        var porch = startNode("--identity", "porch", "--interval-ms", "100");
        controller.awaitState("porch", "online");
        assertThat(controller.get("/api/devices/porch").get("node").asInt()).isEqualTo(14);
        assertThat(controller
                        .post("/api/devices/porch/ping")
                        .get("roundTripMillis")
                        .asDouble())
                .isPositive();
        assertThat(controller
                        .get("/actuator/nodes/porch/metrics")
                        .get("messages")
                        .asInt())
                .isPositive();

        porch.destroyForcibly().waitFor();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(
                        () -> controller.stateOf("porch"),
                        state -> List.of("gone", "unknown").contains(state));
        startNode("--identity", "porch", "--interval-ms", "100");
        controller.awaitState("porch", "online");
    }

    @Test
    void aSecondNodeWithTheIdOfALiveOneIsRefusedWithAClearLine() throws Exception {
        startNode("--identity", "barn", "--interval-ms", "100"); // node id 1
        controller.awaitState("barn", "online");
        var second = startNode("--identity", "twin", "--node-id", "1");

        Awaitility.await()
                .atMost(RunningController.PATIENCE)
                .until(() -> controller.log().contains("node twin has id 1, which is in use by barn(1)"));
        assertThat(controller.stateOf("twin")).isEqualTo("unknown");
        assertThat(controller.stateOf("barn")).isEqualTo("online");
        second.destroy();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(nodeLog).content().contains("said goodbye: node twin has id 1, which is in use by barn(1)");
    }

    @Test
    void aMalformedReadingRestartsTheActorOfThatDeviceOnly() throws Exception {
        try (var device = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort())) {
            long telemetry = mount(device, 9, "workshop");
            long before = controller.get("/actuator/actors").get("restarts").asLong();
            device.getOutputStream().write(reading(telemetry, struct(1, 20)));
            controller.awaitState("workshop", "online");
            device.getOutputStream().write(reading(telemetry, new byte[] {1, 2, 3}));

            Awaitility.await().atMost(RunningController.PATIENCE).until(() -> restartsOf("workshop") == 1);
            assertThat(controller.get("/actuator/actors").get("restarts").asLong())
                    .isEqualTo(before + 1);
            assertThat(restartsOf("kitchen")).isZero();

            device.getOutputStream().write(reading(telemetry, struct(1, Float.NaN)));
            Awaitility.await().atMost(RunningController.PATIENCE).until(() -> restartsOf("workshop") == 2);
            device.getOutputStream().write(reading(telemetry, struct(1, 33)));
            Awaitility.await()
                    .atMost(RunningController.PATIENCE)
                    .until(() -> controller
                                    .get("/api/devices/workshop")
                                    .get("lastReading")
                                    .get("celsius")
                                    .asDouble()
                            == 33);
        }
    }

    @Test
    void aLyingLengthABadMagicAndASilentClientCostOneConnectionEachAndNothingElse() throws Exception {
        try (var liar = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort());
                var stranger = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort());
                var silent = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort())) {
            long telemetry = mount(liar, 8, "liar");
            var lie = reading(telemetry, new byte[0]);
            Arrays.fill(lie, 20, 24, (byte) 0xFF); // 4 GiB - 1
            liar.getOutputStream().write(lie);
            stranger.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            for (var socket : List.of(liar, stranger, silent)) {
                assertThat(isClosedByPeer(socket)).isTrue();
            }
        }
        Awaitility.await()
                .atMost(RunningController.PATIENCE)
                .until(() -> controller.log().contains("payload length must be 0..1048576 bytes, length=4294967295"));
        assertThat(controller.log())
                .contains("hello must begin with MK01 or MK02, got 0x47455420")
                .contains("it did not say hello within 3 s");
        assertThat(controller.stateOf("kitchen")).isEqualTo("online");
    }

    @Test
    void operatorsSeeHealthAndMailboxDepth() throws Exception {
        controller.awaitState("kitchen", "online");
        assertThat(controller.get("/actuator/health/actors").get("status").asString())
                .isEqualTo("UP");
        assertThat(controller
                        .get("/actuator/metrics/mk.mailbox.depth?tag=actor.type:Telemetry")
                        .get("measurements")
                        .get(0)
                        .get("value")
                        .asLong())
                .isBetween(0L, 16_384L);
    }

    @Test
    void withoutVirtualDevicesTheListIsEmptyUntilANodeJoins() throws Exception {
        try (var quiet = RunningController.start("--mk.sample.virtual-devices=")) {
            assertThat(quiet.get("/api/devices")).isEmpty();
        }
    }

    private int restartsOf(String device) throws Exception {
        return controller
                .get("/actuator/actors/telemetry/" + device)
                .get("actor")
                .get("restarts")
                .asInt();
    }

    private Process startNode(String... arguments) throws IOException {
        var program = Path.of(System.getProperty("mk.node.bin"));
        if (!Boolean.getBoolean("mk.node.required")) {
            assumeTrue(Files.isExecutable(program), "mk-node was not built: " + program);
        }
        var command = new ArrayList<>(List.of(program.toString(), "--connect", "127.0.0.1:" + controller.nodePort()));
        command.addAll(List.of(arguments));
        var node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(nodeLog.toFile()))
                .start();
        nodes.add(node);
        return node;
    }

    /** Mounts by hand. Returns the id of the actor named {@code telemetry}, the first name that comes. */
    private static long mount(Socket socket, int nodeId, String identity) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(40)
                        .putInt(0x4D4B3031)
                        .putInt(nodeId)
                        .put(identity.getBytes(StandardCharsets.UTF_8))
                        .array());
        var answer = socket.getInputStream().readNBytes(40 + 28 + 72);
        assertThat(new String(answer, 68, 9, StandardCharsets.UTF_8)).isEqualTo("telemetry");
        return ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getLong(40 + 28 + 64);
    }

    private static byte[] reading(long telemetry, byte[] payload) {
        return ByteBuffer.allocate(28 + payload.length)
                .putLong(0)
                .putLong(telemetry)
                .putInt(200)
                .putInt(payload.length)
                .putInt(0)
                .put(payload)
                .array();
    }

    private static byte[] struct(int sensor, float celsius) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(sensor)
                .putFloat(celsius)
                .array();
    }

    private static boolean isClosedByPeer(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        try {
            while (socket.getInputStream().read() >= 0) {
                // what was on its way
            }
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }
}
