package dev.microkernel.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageType;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Hello;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The sample as another node's partner: echo, counter, names that come and go, peers that come back. */
class InteropIT {

    private static final Duration PATIENCE = RunningController.PATIENCE;

    @MessageType(300)
    record Question(int number, String text) {}

    @MessageType(301)
    record Echo(int number, String text) {}

    @MessageType(400)
    record Count(int ignored) {}

    @MessageType(401)
    record Counted(long count) {}

    @Test
    void answersWithTheNextType() throws Exception {
        try (var controller = RunningController.start("--mk.sample.interop=true", "--mk.sample.virtual-devices=");
                var tester = ActorSystem.named("tester").nodeId(9).start()) {
            tester.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), controller.nodePort()))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            var echo = find(tester, "echo")
                    .ask(new Question(7, "wer da?"), Echo.class, PATIENCE)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(echo).isEqualTo(new Echo(7, "wer da?"));
            for (long count = 1; count <= 3; count++) {
                var counted = find(tester, "counter")
                        .ask(new Count(0), Counted.class, PATIENCE)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(counted.count()).isEqualTo(count);
            }

            tester.registry().register("of the tester", tester.spawn("mine", context -> message -> Behavior.same()));
            awaitLine(controller, "Learnt name of the tester of actor");
            assertThat(tester.registry().unregister("of the tester")).isTrue();
            awaitLine(controller, "Lost name of the tester of actor");
        }
    }

    @Test
    void mountsItsPeersAndComesBackToThemAfterTheyWereKilled() throws Exception {
        int port;
        try (var first = start("first", 3, "--mk.node.address=127.0.0.1")) {
            port = first.nodePort();
            try (var second = start("second", 4, "--mk.node.peers=127.0.0.1:" + port)) {
                awaitLine(second, "second(4) is mounted on node first(3)");
                awaitLine(second, "Learnt name /node/first/echo");
                first.kill();
                awaitLine(second, "Lost name /node/first/echo");
                try (var again = start("first", 3, "--mk.node.port=" + port)) {
                    Awaitility.await("second has found back to first")
                            .atMost(PATIENCE)
                            .until(() -> second.log().split("Learnt name /node/first/echo", -1).length == 3);
                    assertThat(again.log()).contains("Node second(4)");
                }
            }
        }
    }

    /** As nodes of others do that know MK01 only: they hang up on anything else. */
    @Test
    void mountsUnmodifiedMk01NodesInBothDirections() throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var controller = RunningController.start(
                        "--mk.sample.interop=true",
                        "--mk.sample.virtual-devices=",
                        "--mk.node.identity=ours",
                        "--mk.node.id=5",
                        "--mk.node.legacy=true",
                        "--mk.node.peers=127.0.0.1:" + listening.getLocalPort())) {
            listening.setSoTimeout((int) PATIENCE.toMillis());
            var hello = new byte[Hello.LENGTH];
            var accepted = new Socket();
            do {
                accepted.close();
                accepted = listening.accept();
                accepted.getInputStream().readNBytes(hello, 0, hello.length);
            } while (ByteBuffer.wrap(hello).getInt() != Hello.MAGIC);
            try (var mounted = accepted;
                    var mounting = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort())) {
                mounted.getOutputStream()
                        .write(new Hello(7, "listener").encode().array());
                awaitLine(controller, "ours(5) is mounted on node listener(7)");
                mounting.getOutputStream()
                        .write(new Hello(8, "connector").encode().array());
                awaitLine(controller, "Node connector(8)");

                assertThat(mounting.getInputStream().readNBytes(Hello.LENGTH))
                        .isEqualTo(new Hello(5, "ours").encode().array());
            }
        }
    }

    private static RunningController start(String identity, int id, String more) throws Exception {
        return RunningController.start(
                "--mk.sample.interop=true",
                "--mk.sample.virtual-devices=",
                "--mk.node.identity=" + identity,
                "--mk.node.id=" + id,
                more);
    }

    private static ActorRef<Object> find(ActorSystem system, String name) {
        return Awaitility.await(name)
                .atMost(PATIENCE)
                .until(() -> system.registry().lookup(name), Optional::isPresent)
                .orElseThrow();
    }

    private static void awaitLine(RunningController controller, String line) {
        Awaitility.await(line).atMost(PATIENCE).until(() -> controller.log().contains(line));
    }
}
