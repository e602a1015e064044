package dev.microkernel.sample;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in C behind a gateway in Java, and in front of it. */
class GatewayIT {

    private static final int PING = 202;
    private static final int MEASURE = 204;

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
        port = gateway.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .address()
                .getPort();
        var echo = app.spawn(
                "echo",
                ActorSpec.<WireMessage>of(context -> message -> {
                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        app.registry().register("echo", echo);
        app.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .get(30, TimeUnit.SECONDS);
    }

    private NativeNode device(Path log, String identity) throws Exception {
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

    /** Has a device ask an actor by name; whether that went well. */
    private boolean measures(String device, String name) throws Exception {
        var answer = ask(find(device), MEASURE, name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(answer.payload()).order(ByteOrder.LITTLE_ENDIAN).get() == 0;
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
    void aDeviceInFrontOfItAsksAnActorBehindIt(@TempDir Path log) throws Exception {
        start();
        try (var porch = device(log, "porch")) {
            Awaitility.await()
                    .atMost(RunningController.PATIENCE)
                    .until(() -> measures("/node/porch/ping", "/node/app/echo"));
            assertThat(measures("/node/porch/ping", "/node/app/nobody")).isFalse();
            assertThat(porch.log()).doesNotContain("malformed");
        }
    }

    @Test
    void twoDevicesTalkThroughIt(@TempDir Path log) throws Exception {
        start();
        try (var porch = device(log, "porch");
                var cellar = device(log, "cellar")) {
            find("/node/cellar/ping");
            Awaitility.await()
                    .atMost(RunningController.PATIENCE)
                    .until(() -> measures("/node/porch/ping", "/node/cellar/ping"));
            assertThat(porch.log() + cellar.log()).doesNotContain("malformed");
        }
    }
}
