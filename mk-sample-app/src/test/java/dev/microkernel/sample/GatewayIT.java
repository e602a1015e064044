package dev.microkernel.sample;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in C behind a gateway in Java, and in front of it. */
class GatewayIT {

    private static final int PING = 202;
    private static final int MEASURE = 204;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ActorSystem gateway = node("gateway", 100, LinkSettings.DEFAULT.withRelayed(List.of("*")));
    private final ActorSystem app = node("app", 101, LinkSettings.DEFAULT);
    private int port;

    private static ActorSystem node(String identity, int id, LinkSettings links) {
        return ActorSystem.named(identity)
                .nodeId(id)
                .links(links.withHeartbeat(ofMillis(300)))
                .start();
    }

    @AfterEach
    void close() {
        app.close();
        gateway.close();
    }

    private void start() throws Exception {
        port = gateway.listen(new InetSocketAddress(LOOPBACK, 0)).address().getPort();
        var echo = app.spawn(
                "echo",
                ActorSpec.<WireMessage>of(context -> message -> {
                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        app.registry().register("echo", echo);
        app.connect(new InetSocketAddress(LOOPBACK, port)).get(30, TimeUnit.SECONDS);
    }

    private NativeNode device(Path log, String identity) throws Exception {
        return device(log, port, identity);
    }

    private static NativeNode device(Path log, int port, String identity) throws Exception {
        return NativeNode.start(
                log.resolve(identity + ".log"),
                "--identity",
                identity,
                "--heartbeat-ms",
                "300",
                "--connect",
                "127.0.0.1:" + port);
    }

    private ActorRef<Object> find(String name) {
        Awaitility.await(name)
                .atMost(RunningController.PATIENCE)
                .until(() -> app.registry().lookup(name).isPresent());
        return app.registry().lookup(name).orElseThrow();
    }

    private static WireMessage ask(ActorRef<Object> actor, int type, byte[] payload) throws Exception {
        return actor.ask(new WireMessage(type, payload), WireMessage.class, ofSeconds(30))
                .get();
    }

    @Test
    void aDeviceBehindItIsAskedAndMissed(@TempDir Path log) throws Exception {
        start();
        try (var porch = device(log, "porch")) {
            var ping = find("/node/porch/ping");
            assertThat(ask(ping, PING, new byte[] {1, 2})).isEqualTo(new WireMessage(PING + 1, new byte[] {1, 2}));
            var end = app.monitor(ping);
            porch.kill();
            assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(ExitReason.Unreachable.class);
        }
    }

    @Test
    void whatADeviceBehindItDoesNotTakeFailsAtOnce(@TempDir Path log) throws Exception {
        start();
        try (var porch = device(log, "porch")) {
            var ping = find("/node/porch/ping");
            var tooLong = ping.ask(new WireMessage(PING, new byte[4_096]), WireMessage.class, ofSeconds(30));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> tooLong.get(10, TimeUnit.SECONDS))
                    .withMessageContaining("payload length must be 0..2048 bytes to be passed on");

            var confirmed = app.confirmed(ping);
            assertThat(ask(confirmed, PING, new byte[] {3})).isEqualTo(new WireMessage(PING + 1, new byte[] {3}));
            assertThat(porch.log()).doesNotContain("malformed");
        }
    }

    /** It looks up flat names only, and is told of everything that is behind the gateway all the same. */
    @Test
    void aDeviceInFrontOfItAnswersWhoeverIsBehind(@TempDir Path log) throws Exception {
        start();
        var echo = app.registry().lookup("echo").orElseThrow();
        for (int i = 0; i < 200; i++) {
            app.registry().register("echo-" + i, echo);
        }
        try (var porch = device(log, "porch")) {
            var ping = find("/node/porch/ping");
            for (int i = 0; i < 20; i++) {
                assertThat(ask(ping, PING, new byte[] {(byte) i}).payload()).containsExactly(i);
            }
            var verdict = ask(ping, MEASURE, "/node/app/echo".getBytes(StandardCharsets.UTF_8));
            assertThat(verdict.payload()[0]).as("no such name").isEqualTo((byte) 1);
            assertThat(porch.log()).doesNotContain("malformed").doesNotContain("closed the connection");
        }
    }

    @Test
    void aDeviceBehindTwoOfThemIsAsked(@TempDir Path log) throws Exception {
        start();
        try (var far = node("far", 102, LinkSettings.DEFAULT.withRelayed(List.of("*")));
                var porch = device(
                        log,
                        far.listen(new InetSocketAddress(LOOPBACK, 0)).address().getPort(),
                        "porch")) {
            far.connect(new InetSocketAddress(LOOPBACK, port)).get(30, TimeUnit.SECONDS);
            var ping = find("/node/far/node/porch/ping");
            assertThat(ask(ping, PING, new byte[] {1})).isEqualTo(new WireMessage(PING + 1, new byte[] {1}));
            porch.kill();
            Awaitility.await()
                    .atMost(RunningController.PATIENCE)
                    .until(() -> app.registry().list("/node/far/").isEmpty());
        }
    }
}
