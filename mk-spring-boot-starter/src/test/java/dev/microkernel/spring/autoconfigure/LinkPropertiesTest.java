package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Protection;
import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.PreSharedKey;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The settings under mk.node that say who may link, and how. */
class LinkPropertiesTest {

    private static final String KEY = "0123456789abcdef";
    private static final String TLS = "../mk-core/src/test/resources/tls/";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MicrokernelAutoConfiguration.class, SslAutoConfiguration.class))
            .withPropertyValues("mk.node.identity=one", "mk.node.id=1", "mk.node.port=0");

    private static PeerInfo connect(ApplicationContext context, ActorSystem from) throws Exception {
        var address = context.getBean(ActorSystem.class).addresses().getFirst();
        return from.connect(address).get(30, TimeUnit.SECONDS);
    }

    @Test
    void nodesProveToEachOtherThatTheyHaveTheKey() {
        runner.withPropertyValues("mk.node.psk=" + KEY, "mk.node.psks.three=another key of its own")
                .run(context -> {
                    try (var two = system("two", 2, KEY);
                            var three = system("three", 3, KEY)) {
                        assertThat(connect(context, two).protection()).isEqualTo(Protection.KEY);
                        assertThatExceptionOfType(ExecutionException.class)
                                .isThrownBy(() -> connect(context, three))
                                .withMessageContaining("did not prove");
                    }
                });
    }

    private static ActorSystem system(String identity, int id, String key) {
        return ActorSystem.named(identity)
                .nodeId(id)
                .links(LinkSettings.DEFAULT.withKey(PreSharedKey.of(key)))
                .start();
    }

    @Test
    void withAKeyItListensBeyondLoopback() {
        runner.withPropertyValues("mk.node.address=0.0.0.0", "mk.node.psk=" + KEY)
                .run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues("mk.node.address=0.0.0.0").run(context -> {
            var analysis = new MountFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("neither a pre-shared key (psk) nor mutual TLS (ssl)");
            assertThat(analysis.getAction()).contains("set mk.node.psk, or mk.node.ssl.bundle");
        });
    }

    @Test
    void nodesAreEncryptedByAnSslBundle() {
        runner.withPropertyValues(
                        "spring.ssl.bundle.jks.links.keystore.location=file:" + TLS + "one.p12",
                        "spring.ssl.bundle.jks.links.keystore.password=changeit",
                        "spring.ssl.bundle.jks.links.truststore.location=file:" + TLS + "trusted.p12",
                        "spring.ssl.bundle.jks.links.truststore.password=changeit",
                        "mk.node.ssl.bundle=links",
                        "mk.node.address=0.0.0.0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    try (var two = ActorSystem.named("two").nodeId(2).start()) {
                        var port = context.getBean(ActorSystem.class)
                                .addresses()
                                .getFirst()
                                .getPort();
                        assertThatExceptionOfType(ExecutionException.class)
                                .isThrownBy(() -> two.connect(new InetSocketAddress("127.0.0.1", port))
                                        .get(30, TimeUnit.SECONDS))
                                .withMessageContaining("this node demands TLS");
                    }
                });
        runner.withPropertyValues("mk.node.ssl.bundle=missing")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining("missing"));
    }

    @Test
    void legacyNodesAreLetInAsIsSaid() {
        runner.run(context -> assertThat(takesLegacy(context)).isTrue());
        runner.withPropertyValues("mk.node.legacy=false").run(context -> {
            assertThat(takesLegacy(context)).isFalse();
            assertThat(context.getBean(ActorSystem.class).refusals().get(Refusal.LEGACY))
                    .isEqualTo(1);
        });
        runner.withPropertyValues("mk.node.psk=" + KEY)
                .run(context -> assertThat(takesLegacy(context)).isFalse());
        runner.withPropertyValues("mk.node.psk=" + KEY, "mk.node.legacy=true")
                .run(context -> assertThat(takesLegacy(context)).isTrue());
    }

    /** Says hello as an MK01 node does; whether that is answered. */
    private static boolean takesLegacy(ApplicationContext context) throws Exception {
        var address = context.getBean(ActorSystem.class).addresses().getFirst();
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(new Hello(7, "kitchen").encode().array());
            return socket.getInputStream().read() >= 0;
        }
    }

    @Test
    void mk01NodesAreMountedByUdp() throws Exception {
        int port;
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(30_000);
            runner.withPropertyValues(
                            "mk.node.udp.port=" + port,
                            "mk.node.udp.peers.porch.id=5",
                            "mk.node.udp.peers.porch.address=127.0.0.1:" + socket.getLocalPort())
                    .run(context -> {
                        var datagram = new DatagramPacket(new byte[100], 100);
                        socket.receive(datagram);
                        assertThat(datagram.getPort()).isEqualTo(port);
                        assertThat(context.getBean(ActorSystem.class).peers())
                                .extracting(PeerInfo::identity)
                                .containsExactly("porch");
                    });
        }
    }

    @Test
    void nodesByUdpBeyondLoopbackNeedPermission() {
        runner.withPropertyValues(
                        "mk.node.udp.port=0",
                        "mk.node.udp.peers.porch.id=5",
                        "mk.node.udp.peers.porch.address=192.0.2.7:4200")
                .run(context -> {
                    var analysis = new MountFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("a node by UDP is not authenticated");
                    assertThat(analysis.getAction()).contains("mk.node.allow-legacy");
                });
    }

    @Test
    void saysWhatIsWrongWithANodeByUdp() {
        var porch = runner.withPropertyValues(
                "mk.node.udp.port=0", "mk.node.udp.peers.porch.id=5", "mk.node.udp.peers.porch.address=127.0.0.1:9");
        porch.withPropertyValues("mk.node.udp.peers.porch.id=16")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.udp.peers.porch")
                        .hasStackTraceContaining("MK01 node id must be 1..15, id=16"));
        porch.withPropertyValues("mk.node.udp.peers.porch.address=127.0.0.1")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("mk.node.udp.peers.porch.address"));
        porch.withPropertyValues("mk.node.udp.port=65536")
                .run(context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining("0..65535"));
    }

    @Test
    void policiesAreThoseOfTheirPeers() {
        runner.withPropertyValues(
                        "mk.node.policy.send-to=telemetry",
                        "mk.node.policies.two.send-to=*",
                        "mk.node.policies.two.register=/node/two/*",
                        "mk.node.policies.two.messages-per-second=100",
                        "mk.node.relayed=kitchen,sensor-*",
                        "mk.node.allow-legacy=192.168.7.0/24,fd00::/8")
                .run(context -> {
                    var settings = LinkSettingsFactory.of(
                            context.getBean(MicrokernelProperties.class).node(),
                            context.getBeanProvider(SslBundles.class));
                    assertThat(settings.policyFor("anybody").maySendTo("telemetry"))
                            .isTrue();
                    assertThat(settings.policyFor("anybody").maySendTo("alerts"))
                            .isFalse();
                    assertThat(settings.policyFor("two").maySendToAll()).isTrue();
                    assertThat(settings.relays("kitchen")).isTrue();
                    assertThat(settings.relays("sensor-7")).isTrue();
                    assertThat(settings.relays("kitchen-2")).isFalse();
                    assertThat(settings.policyFor("two").mayRegister("echo")).isFalse();
                    assertThat(settings.policyFor("two").messagesPerSecond()).isEqualTo(100);
                    assertThat(settings.acceptsLegacy(InetAddress.getByName("192.168.7.9")))
                            .isTrue();
                    assertThat(settings.acceptsLegacy(InetAddress.getByName("192.168.8.9")))
                            .isFalse();
                });
    }

    @Test
    void anEmptyListOfNamesIsNone() {
        runner.withPropertyValues("mk.node.policy.send-to=").run(context -> {
            var node = context.getBean(MicrokernelProperties.class).node();
            assertThat(node.policy().sendTo()).isEmpty();
            assertThat(node.policy().register()).containsExactly("*");
        });
    }

    @Test
    void saysWhichSettingIsWrongAndNeverShowsAKey() {
        assertWrong("mk.node.psk", "secret", "16..1024 bytes, length=6");
        assertWrong("mk.node.psks.two", "secret", "16..1024 bytes, length=6");
        assertWrong("mk.node.heartbeat", "10ms", "100..60000");
        assertWrong("mk.node.max-payload", "1GB", "1024..16777216");
        assertWrong("mk.node.window", "3GB", "1024..67108864");
        assertWrong("mk.node.max-links", "0", "1..1000000");
        assertWrong("mk.node.allow-legacy", "everywhere", "as in 192.168.7.0/24");
        assertWrong("mk.node.policy.messages-per-second", "-1", "0 or more");
    }

    private void assertWrong(String key, String value, String rule) {
        runner.withPropertyValues(key + "=" + value).run(context -> {
            var failure = assertThat(context).hasFailed().getFailure();
            failure.hasStackTraceContaining(rule);
            failure.hasStackTraceContaining(key.replace(".messages-per-second", ""));
            if (value.equals("secret")) {
                assertThat(String.valueOf(context.getStartupFailure().getCause()))
                        .doesNotContain(value);
            }
        });
    }
}
