package dev.microkernel.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

/** The endpoints of actors and nodes, health, info and startup, over HTTP. */
class ActuatorIT {

    private static void spawn(RunningApplication application, String name) {
        application
                .bean(ActorSystem.class)
                .spawn(
                        name,
                        ActorSpec.<String>of(context -> message -> {
                                    if (message.equals("fail")) {
                                        throw new IllegalStateException("planted");
                                    }
                                    return Behavior.same();
                                })
                                .withType("Worker"));
    }

    private static ActorSystem listening(String name) {
        return ActorSystem.named(name).start();
    }

    @Test
    void actorsAreShownAndNotChangedByDefault() throws Exception {
        try (var application = RunningApplication.start("actors")) {
            spawn(application, "worker");
            assertThat(application.get("/actuator/actors").body())
                    .contains("\"path\":\"/worker\"", "\"type\":\"Worker\"", "\"byReason\":{", "\"newest\":[");
            assertThat(application.get("/actuator/actors?limit=0").body()).doesNotContain("/worker");
            assertThat(application.get("/actuator/actors?limit=-1").statusCode())
                    .isEqualTo(400);
            assertThat(application.get("/actuator/actors/worker").body()).contains("\"failures\":[]");
            assertThat(application.get("/actuator/actors/none").statusCode()).isEqualTo(404);
            for (var method : List.of("POST", "DELETE")) {
                assertThat(application
                                .send(method, "/actuator/actors/worker", "{\"action\":\"stop\"}")
                                .statusCode())
                        .isEqualTo(405);
            }
        }
    }

    @Test
    void actorsAreChangedWhereThatIsAllowed() throws Exception {
        try (var application = RunningApplication.start("actors", "management.endpoint.actors.access=unrestricted")) {
            spawn(application, "worker");
            assertThat(post(application, "/actuator/actors/worker", "{\"action\":\"suspend\",\"logLevel\":\"debug\"}"))
                    .isEqualTo(204);
            await().untilAsserted(() -> assertThat(
                            application.get("/actuator/actors/worker").body())
                    .contains("\"state\":\"SUSPENDED\"", "\"logLevel\":\"DEBUG\""));
            assertThat(post(application, "/actuator/actors/worker", "{\"action\":\"explode\"}"))
                    .isEqualTo(400);
            assertThat(post(application, "/actuator/actors/worker", "{\"logLevel\":\"loud\"}"))
                    .isEqualTo(400);
            assertThat(post(application, "/actuator/actors/worker", "{}")).isEqualTo(400);
            assertThat(post(application, "/actuator/actors/none", "{\"action\":\"stop\"}"))
                    .isEqualTo(404);
            assertThat(application.send("DELETE", "/actuator/actors/worker", "").statusCode())
                    .isEqualTo(204);
            await().until(() -> application.get("/actuator/actors/worker").statusCode() == 404);
        }
    }

    private static int post(RunningApplication application, String path, String body) throws Exception {
        return application.send("POST", path, body).statusCode();
    }

    @Test
    void nodesAreConnectedDisconnectedAndBannedWhereThatIsAllowed() throws Exception {
        try (var application = RunningApplication.start("nodes", "management.endpoint.nodes.access=unrestricted");
                var far = listening("far")) {
            var address = address(far);
            assertThat(post(application, "/actuator/nodes", "{\"address\":\"" + address + "\"}"))
                    .isEqualTo(200);
            assertThat(application.get("/actuator/nodes").body())
                    .contains("\"identity\":\"far\"", "\"queuedFrames\":", "\"bytesSent\":", "\"mounts\":[]");
            assertThat(application.get("/actuator/nodes/far").body()).contains("\"roundTrip\"", "\"lastError\"");
            assertThat(application.get("/actuator/nodes/none").statusCode()).isEqualTo(404);

            assertThat(post(application, "/actuator/nodes/far", "{\"action\":\"disconnect\"}"))
                    .isEqualTo(204);
            await().until(() -> application.get("/actuator/nodes/far").statusCode() == 404);
            assertThat(post(application, "/actuator/nodes/far", "{\"action\":\"ban\"}"))
                    .isEqualTo(204);
            await().untilAsserted(() -> {
                var refused = application.send("POST", "/actuator/nodes", "{\"address\":\"" + address + "\"}");
                assertThat(refused.statusCode()).isEqualTo(502);
                assertThat(refused.body()).contains("banned");
            });
            assertThat(application.get("/actuator/nodes").body()).contains("\"banned\":[\"far\"]");
            assertThat(post(application, "/actuator/nodes/far", "{\"action\":\"unban\"}"))
                    .isEqualTo(204);
            assertThat(post(application, "/actuator/nodes/far", "{\"action\":\"unban\"}"))
                    .isEqualTo(404);
            assertThat(post(application, "/actuator/nodes", "{\"address\":\"nowhere\"}"))
                    .isEqualTo(400);
        }
    }

    @Test
    void aDeviceIsAskedForItsFigures() throws Exception {
        var answers = new ArrayBlockingQueue<WireMessage>(2);
        try (var application = RunningApplication.start("nodes", "management.endpoint.nodes.access=unrestricted");
                var porch = listening("porch")) {
            var device = porch.spawn(
                    "metrics",
                    ActorSpec.<WireMessage>of(context -> question -> {
                                if (question.type() == 260 && !answers.isEmpty()) {
                                    context.reply(answers.remove());
                                }
                                return Behavior.same();
                            })
                            .withCodec(MessageCodec.RAW));
            porch.registry().register("/node/porch/metrics", device);
            assertThat(post(application, "/actuator/nodes", "{\"address\":\"" + address(porch) + "\"}"))
                    .isEqualTo(200);
            await().until(() -> application
                    .bean(ActorSystem.class)
                    .registry()
                    .lookup("/node/porch/metrics")
                    .isPresent());

            var figures = ByteBuffer.allocate(68).order(ByteOrder.LITTLE_ENDIAN).putLong(90_000);
            for (int i = 1; i <= 12; i++) {
                figures.putInt(-i);
            }
            figures.putInt(0).putInt(-71).putInt(99); // the last of a firmware to come
            answers.add(new WireMessage(261, figures.array()));
            answers.add(new WireMessage(261, new byte[63]));
            assertThat(application.get("/actuator/nodes/porch/metrics").body())
                    .contains(
                            "\"uptime\":\"PT1M30S\"",
                            "\"actors\":4294967295",
                            "\"mounts\":4294967284",
                            "\"freeMemoryBytes\":null",
                            "\"signalDbm\":-71");
            var cut = application.get("/actuator/nodes/porch/metrics");
            assertThat(cut.statusCode()).isEqualTo(502);
            assertThat(cut.body()).contains("type=261, bytes=63");

            var silent = application.get("/actuator/nodes/porch/metrics");
            assertThat(silent.statusCode()).isEqualTo(504);
            assertThat(silent.body()).contains("/node/porch/metrics");

            assertThat(application.get("/actuator/nodes/far/metrics").statusCode())
                    .isEqualTo(404);
            assertThat(application.get("/actuator/nodes/porch/weather").statusCode())
                    .isEqualTo(400);
        }
    }

    private static String address(ActorSystem far) {
        var listener = far.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return "127.0.0.1:" + listener.address().getPort();
    }

    @Test
    void nodesAreNotChangedByDefault() throws Exception {
        try (var application = RunningApplication.start("nodes")) {
            assertThat(application.get("/actuator/nodes").body()).contains("\"peers\":[]", "\"banned\":[]");
            assertThat(post(application, "/actuator/nodes/far", "{\"action\":\"ban\"}"))
                    .isEqualTo(405);
            assertThat(post(application, "/actuator/nodes", "{\"address\":\"127.0.0.1:1\"}"))
                    .isEqualTo(405);
        }
    }

    @Test
    void healthIsThatOfSystemLinksAndTheActorsThatAreNamed() throws Exception {
        try (var application = RunningApplication.start(
                "health", "management.endpoint.health.show-details=always", "mk.health.actors=/worker")) {
            assertThat(application.get("/actuator/health").statusCode())
                    .as("the actor is not there yet")
                    .isEqualTo(503);
            spawn(application, "worker");
            var health = application.get("/actuator/health/actors");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains("\"worker\":{", "\"mailboxDepth\":0", "\"system\":{", "\"nodes\":{", "\"missing\":[]");
            assertThat(application.get("/actuator/health/actors/worker").body()).contains("\"state\":\"RUNNING\"");
            assertThat(application.get("/actuator/health/liveness").body())
                    .as("actors do not get an application killed")
                    .contains("UP");
        }
    }

    @Test
    void infoAndStartupSayWhatThereIsOfActors() throws Exception {
        try (var application = RunningApplication.start(
                "info,startup", "mk.node.port=0", "spring.application.name=kitchen", "mk.node.peers=127.0.0.1:1")) {
            assertThat(application.get("/actuator/info").body())
                    .contains("\"actors\":{", "\"identity\":\"kitchen\"", "127.0.0.1", "\"workers\":");
            assertThat(application.get("/actuator/startup").body())
                    .contains("mk.actors.start", "mk.node.listen", "mk.node.mount");
        }
    }
}
