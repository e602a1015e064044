package dev.microkernel.remote.link;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.Network;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Protection;
import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.Tls;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.ExitKind;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.PreSharedKey;
import dev.microkernel.wire.UndeliverableReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MK02 over real sockets on loopback: keys, TLS, peers that break the rules, levels that meet. */
class Mk02IT {

    private static final PreSharedKey KEY = PreSharedKey.of("0123456789abcdef0123456789abcdef");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<ActorSystem> systems = new ArrayList<>();
    private final LinkedBlockingQueue<WireMessage> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        systems.forEach(system -> assertThat(system.close(ofSeconds(10))).isTrue());
    }

    private ActorSystem start(String identity, int nodeId, LinkSettings settings) {
        var system = ActorSystem.named(identity).nodeId(nodeId).links(settings).start();
        systems.add(system);
        return system;
    }

    private NodeListener listen(ActorSystem system) {
        return system.listen(ANY_PORT);
    }

    /** An actor that answers with the next type. */
    private ActorRef<WireMessage> echo(ActorSystem system, String name) {
        var echo = system.spawn(
                name,
                ActorSpec.<WireMessage>of(context -> message -> {
                            received.add(message);
                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        system.registry().register(name, echo);
        return echo;
    }

    private static ActorRef<Object> find(ActorSystem system, String name) {
        await(() -> system.registry().lookup(name).isPresent());
        return system.registry().lookup(name).orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(ofSeconds(30)).until(condition::getAsBoolean);
    }

    private static PeerInfo connect(ActorSystem from, NodeListener to) throws Exception {
        return from.connect(to.address()).get(30, TimeUnit.SECONDS);
    }

    private static void assertRefused(ActorSystem from, InetSocketAddress to, String why) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> from.connect(to).get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(MountException.class)
                .withMessageContaining(why);
    }

    private static void assertTalk(ActorSystem from, String name) throws Exception {
        var answer = find(from, name)
                .ask(new WireMessage(7, new byte[] {1, 2, 3}), WireMessage.class, ofSeconds(30))
                .get();
        assertThat(answer).isEqualTo(new WireMessage(8, new byte[] {1, 2, 3}));
    }

    // ---- keys

    @Test
    void nodesWithAKeyTalkAndEveryFrameHasItsTag() throws Exception {
        var one = start("one", 1, LinkSettings.DEFAULT.withKey(KEY));
        var two = start("two", 0x80000002, LinkSettings.DEFAULT.withKey(KEY));
        echo(two, "echo");
        var peer = connect(one, listen(two));

        assertThat(peer.protection()).isEqualTo(Protection.KEY);
        assertThat(peer.level()).isEqualTo(PeerInfo.Level.MK02);
        assertThat(peer.nodeId()).isEqualTo(0x80000002);
        assertTalk(one, "echo");
        await(() -> one.peers().getFirst().roundTrip().isPresent());
    }

    @Test
    void eachPeerMayHaveAKeyOfItsOwn() throws Exception {
        var ofThree = PreSharedKey.of("a key that only three has");
        var hub = start("hub", 1, LinkSettings.DEFAULT.withKey("two", KEY).withKey("three", ofThree));
        var listener = listen(hub);
        connect(start("two", 2, LinkSettings.DEFAULT.withKey(KEY)), listener);
        connect(start("three", 3, LinkSettings.DEFAULT.withKey(ofThree)), listener);

        assertThat(hub.peers()).extracting(PeerInfo::identity).containsExactly("two", "three");
        // Having the key of one does not make a node another.
        assertRefused(
                start("three", 4, LinkSettings.DEFAULT.withKey(KEY)),
                listener.address(),
                "did not prove that it has the key of three");
        assertRefused(
                start("five", 5, LinkSettings.DEFAULT.withKey(KEY)),
                listener.address(),
                "no key for a node named five");
    }

    @Test
    void aFrameThatSomebodyInBetweenHasChangedEndsTheLink() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT.withKey(KEY));
        var echo = echo(system, "echo");
        try (var peer = RawNode.mount(listen(system).address(), 7, "kitchen", KEY)) {
            var bytes = peer.encode(new Frame(7L << 32 | 1, echo.id().value(), 7, new byte[] {1}));
            bytes[28] ^= 1;
            peer.send(bytes);

            assertThat(peer.await(LinkMessage.Goodbye.class).reason()).isEqualTo(GoodbyeReason.MALFORMED);
            assertThat(peer.isClosedByNode()).isTrue();
        }
        assertThat(received).isEmpty();
    }

    @Test
    void aNodeWithAKeyIsNotTalkedIntoALowerLevel() throws Exception {
        var system = start("one", 1, LinkSettings.DEFAULT.withKey(KEY));
        try (var swallowing = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var mounting =
                    system.connect(new InetSocketAddress(swallowing.getInetAddress(), swallowing.getLocalPort()));
            try (var first = swallowing.accept()) {
                first.getInputStream().readNBytes(71);
            }
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> mounting.get(30, TimeUnit.SECONDS))
                    .withMessageContaining("without an answer");
            swallowing.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(swallowing::accept);
        }
        try (var legacy = RawPeer.connect(listen(system).address())) {
            legacy.hello(7, "kitchen");

            assertThat(legacy.isClosedByNode()).isTrue();
        }
        assertThat(system.peers()).isEmpty();
        assertThat(system.refusals().get(Refusal.LEGACY)).isEqualTo(1);
    }

    @Test
    void legacyNodesAreLetInBesideAKeyIfThatIsAllowed() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT.withKey(KEY).withLegacy(true));
        try (var legacy = RawPeer.mount(listen(system).address(), 7, "kitchen")) {
            assertThat(system.peers()).extracting(PeerInfo::level).containsExactly(PeerInfo.Level.MK01);
            assertThat(legacy.nodeId()).isEqualTo(7);
        }
    }

    @Test
    void aNodeThatHasSpokenMk02IsNotLetInByMk01() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        var address = listen(system).address();
        RawNode.mount(address, 7, "kitchen", null).close();
        await(() -> system.peers().isEmpty());
        try (var steppedDown = RawPeer.connect(address)) {
            steppedDown.hello(7, "kitchen");
            assertThat(steppedDown.isClosedByNode()).isTrue();
        }
        await(() -> system.refusals().get(Refusal.LEGACY) == 1);
        try (var another = RawPeer.mount(address, 7, "porch")) {
            assertThat(system.peers()).extracting(PeerInfo::identity).containsExactly("porch");
            assertThat(another.nodeId()).isEqualTo(7);
        }
    }

    @Test
    void legacyNodesAreRefusedIfThatIsForbidden() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT.withLegacy(false));
        try (var legacy = RawPeer.connect(listen(system).address())) {
            legacy.hello(7, "kitchen");

            assertThat(legacy.isClosedByNode()).isTrue();
        }
        await(() -> system.refusals().get(Refusal.LEGACY) == 1);
    }

    @Test
    void listensBeyondLoopbackOnlyIfPeersHaveToProveWhoTheyAre() {
        var everywhere = new InetSocketAddress("0.0.0.0", 0);
        var open = start("one", 1, LinkSettings.DEFAULT.withLegacyNetworks(List.of(Network.parse("0.0.0.0/0"))));
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> open.listen(everywhere))
                .withMessageContaining("neither a pre-shared key (psk) nor mutual TLS (ssl)");
        try (var listener = start("two", 2, LinkSettings.DEFAULT.withKey(KEY)).listen(everywhere)) {
            assertThat(listener.address().getPort()).isPositive();
        }
    }

    // ---- TLS

    private static SSLContext context(String own) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(own), "changeit".toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("trusted"));
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(String name) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of("src/test/resources/tls/" + name + ".p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static Tls mutual(String own, String... protocols) throws Exception {
        var parameters = new SSLParameters();
        parameters.setNeedClientAuth(true);
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        return new Tls(context(own), parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void nodesWithCertificatesTalkInsideTls(String protocol) throws Exception {
        var one = start("one", 1, LinkSettings.DEFAULT.withTls(mutual("one", protocol)));
        var two = start("two", 2, LinkSettings.DEFAULT.withTls(mutual("two", protocol)));
        echo(two, "echo");
        echo(one, "echo of one");
        var peer = connect(one, listen(two));

        assertThat(peer.protection()).isEqualTo(Protection.TLS);
        assertTalk(one, "echo");
        assertTalk(two, "echo of one");
        var large = new WireMessage(7, new byte[1 << 20]);
        assertThat(find(one, "echo")
                        .ask(large, WireMessage.class, ofSeconds(30))
                        .get())
                .isEqualTo(new WireMessage(8, large.payload()));
    }

    @Test
    void aKeyMayBeDemandedInsideTls() throws Exception {
        var one = start("one", 1, LinkSettings.DEFAULT.withTls(mutual("one")).withKey(KEY));
        var two = start("two", 2, LinkSettings.DEFAULT.withTls(mutual("two")).withKey(KEY));

        assertThat(connect(one, listen(two)).protection()).isEqualTo(Protection.TLS_AND_KEY);
    }

    @Test
    void aNodeThatIsNotWhoItsCertificateSaysIsRefused() throws Exception {
        var two = start("two", 2, LinkSettings.DEFAULT.withTls(mutual("two")));
        var listener = listen(two);

        assertRefused(
                start("three", 3, LinkSettings.DEFAULT.withTls(mutual("one"))),
                listener.address(),
                "its certificate is not one of node three");
        await(() -> two.refusals().get(Refusal.NOT_AUTHENTICATED) == 1);
        assertThat(two.peers()).isEmpty();
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws Exception {
        var two = start("two", 2, LinkSettings.DEFAULT.withTls(mutual("two")));
        var listener = listen(two);

        assertRefused(
                start("one", 1, LinkSettings.DEFAULT.withTls(mutual("stranger"))),
                listener.address(),
                "cannot be mounted");
        await(() -> two.refusedConnections() == 1);
        assertThat(two.peers()).isEmpty();
    }

    @Test
    void aNodeThatDemandsTlsTalksToNobodyWithout() throws Exception {
        var two = start("two", 2, LinkSettings.DEFAULT.withTls(mutual("two")));
        var listener = listen(two);

        assertRefused(start("one", 1, LinkSettings.DEFAULT), listener.address(), "this node demands TLS");
        try (var legacy = RawPeer.connect(listener.address())) {
            legacy.hello(7, "kitchen");
            assertThat(legacy.isClosedByNode()).isTrue();
        }
        assertRefused(
                start("three", 3, LinkSettings.DEFAULT.withTls(mutual("one"))),
                listen(start("four", 4, LinkSettings.DEFAULT)).address(),
                "cannot be mounted");
        assertThat(two.peers()).isEmpty();
    }

    // ---- peers that break the rules

    @Test
    void takesAHandshakeByteByByteWithFramesBehindIt() throws Exception {
        var system = start("one", 1, LinkSettings.DEFAULT);
        var echo = echo(system, "echo");
        try (var peer = RawNode.connect(listen(system).address(), RawNode.hello(7, "kitchen", false), null)) {
            peer.shakeHands();
            var bytes = new ByteArrayOutputStream();
            bytes.write(peer.encode(LinkMessageCodec.encode(new LinkMessage.Resume(1, 0))));
            bytes.write(peer.encode(
                    new Frame(7L << 32 | 1, echo.id().value(), 7, new byte[] {1}, Extensions.NONE.withSequence(1))));
            for (byte b : bytes.toByteArray()) {
                peer.send(new byte[] {b});
            }

            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(new WireMessage(7, new byte[] {1}));
            assertThat(peer.await(LinkMessage.Ack.class).last()).isEqualTo(1);
        }
    }

    @Test
    void aHelloThatEndsAnywhereIsRefusedAndOthersAreNotDisturbed() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        var listener = listen(system);
        var hello = RawNode.hello(7, "kitchen", false).encode().array();
        for (int length = 0; length < hello.length; length += 7) {
            try (var peer = RawPeer.connect(listener.address())) {
                peer.send(Arrays.copyOf(hello, length));
            }
        }
        await(() -> system.refusals().get(Refusal.HANDSHAKE) == (hello.length + 6) / 7);
        try (var peer = RawNode.mount(listener.address(), 7, "kitchen", null)) {
            assertThat(system.peers()).hasSize(1);
            peer.send(new LinkMessage.Ping(5));
            assertThat(peer.await(LinkMessage.Pong.class).token()).isEqualTo(5);
        }
    }

    @Test
    void whoSendsMoreThanItHasCreditForIsCutOff() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT.withRoom(1024, 1024));
        var stuck = system.spawn(
                "stuck",
                ActorSpec.<WireMessage>of(context -> message -> Behavior.same())
                        .withCodec(MessageCodec.RAW)
                        .withMailbox(MailboxSpec.bounded(1).withBlocking(ofSeconds(60))));
        system.suspend(stuck);
        try (var peer = RawNode.mount(listen(system).address(), 7, "greedy", null)) {
            for (int i = 0; i < 20; i++) {
                peer.send(new Frame(0, stuck.id().value(), 7, new byte[100]));
            }

            assertThat(peer.await(LinkMessage.Goodbye.class).text()).contains("more than it has credit for");
        }
        system.resume(stuck);
    }

    @Test
    void sendsNoMoreThanThePeerAllowsAndGoesOnWhenItAllowsMore() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        try (var peer = RawNode.mount(listen(system).address(), 7, "small", null)) {
            peer.send(new LinkMessage.NameAdd(7L << 32 | 1, "small"));
            var small = find(system, "small");
            int accepted = 0;
            while (small.tell(new WireMessage(7, new byte[100])) == Delivery.ACCEPTED) {
                assertThat(++accepted).isLessThan(2 * Outbound.MESSAGES_MAX);
            }
            int length = 128;
            int unasked = (RawNode.WINDOW + length - 1) / length;
            assertThat(accepted).isLessThanOrEqualTo(Outbound.MESSAGES_MAX + unasked);
            for (int i = 0; i < unasked; ) {
                i += peer.readFrame().isSystem() ? 0 : 1;
            }
            peer.send(new LinkMessage.Ping(1));
            Frame next;
            do {
                next = peer.readFrame();
                assertThat(next.isSystem()).isTrue(); // an answer to the PING, and no message
            } while (next.type() != 0xFF020005);
            peer.send(new LinkMessage.Credit(RawNode.WINDOW + 1));
            while (peer.readFrame().isSystem()) {
                // until the message comes
            }
        }
    }

    @Test
    void framesOutOfOrderInTheProtocolEndTheLink() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        var address = listen(system).address();
        for (LinkMessage first :
                List.of(new LinkMessage.Ping(1), new LinkMessage.NamesEnd(), new LinkMessage.Proof(new byte[0]))) {
            try (var peer = RawNode.connect(address, RawNode.hello(7, "kitchen", false), null)) {
                peer.shakeHands();
                peer.send(first);
                assertThat(peer.await(LinkMessage.Goodbye.class).text()).contains("RESUME");
            }
            await(() -> system.peers().isEmpty());
        }
        for (LinkMessage wrong : List.of(
                new LinkMessage.Resume(1, 0),
                new LinkMessage.Proof(new byte[0]),
                new LinkMessage.Ack(1),
                new LinkMessage.Credit(1))) {
            try (var peer = RawNode.mount(address, 7, "kitchen", null)) {
                peer.send(wrong);
                assertThat(peer.await(LinkMessage.Goodbye.class).reason()).isEqualTo(GoodbyeReason.MALFORMED);
                assertThat(peer.isClosedByNode()).isTrue();
            }
            await(() -> system.peers().isEmpty());
        }
    }

    @Test
    void whatAPeerMayNotSendIsAnsweredAndCounted() throws IOException {
        var policy = new PeerPolicy(List.of("open"), List.of("*"), false, 0);
        var system = start("one", 1, LinkSettings.DEFAULT.withPolicy("kitchen", policy));
        var open = echo(system, "open");
        var secret = echo(system, "secret");
        try (var peer = RawNode.mount(listen(system).address(), 7, "kitchen", null)) {
            long self = 7L << 32 | 1;
            assertThat(peer.await(LinkMessage.NameAdd.class).name()).isEqualTo("open");
            peer.send(new Frame(self, secret.id().value(), 7, new byte[0]));
            assertThat(peer.await(LinkMessage.Undeliverable.class).reason()).isEqualTo(UndeliverableReason.REFUSED);
            peer.send(new Frame(self, 1L << 32 | 999, 7, new byte[0]));
            assertThat(peer.await(LinkMessage.Undeliverable.class).reason()).isEqualTo(UndeliverableReason.REFUSED);
            peer.send(new LinkMessage.Watch(secret.id().value()));
            assertThat(peer.await(LinkMessage.Terminated.class).kind()).isEqualTo(ExitKind.UNKNOWN);
            peer.send(new Frame(self, open.id().value(), 7, new byte[0]));
            Frame answer;
            do {
                answer = peer.readFrame();
            } while (answer.isSystem());

            assertThat(answer.type()).isEqualTo(8);
            assertThat(system.refusals().get(Refusal.NOT_PERMITTED)).isEqualTo(2);
            assertThat(received).hasSize(1);
        }
    }

    @Test
    void whatIsNotBelievedIsDroppedAndCounted() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        var echo = echo(system, "echo");
        try (var peer = RawNode.mount(listen(system).address(), 7, "liar", null)) {
            peer.send(new Frame(8L << 32 | 1, echo.id().value(), 7, new byte[0])); // a foreign source
            peer.send(new Frame(7L << 32 | 1, 9L << 32 | 1, 7, new byte[0])); // a foreign destination
            peer.send(new Frame(0, 0, 0xFF0200EE, new byte[0])); // an unknown system type
            peer.send(new LinkMessage.NameAdd(8L << 32 | 1, "foreign"));
            peer.send(new LinkMessage.NameAdd(7L << 32 | 1, "echo")); // a name of this node
            peer.send(new LinkMessage.Terminated(8L << 32 | 1, ExitKind.NORMAL, 0, "")); // an actor of another node
            peer.send(new LinkMessage.Undeliverable(1, 8L << 32 | 1, 7, UndeliverableReason.FULL, ""));
            peer.send(new Frame(7L << 32 | 1, echo.id().value(), 7, new byte[] {9}));
            Frame answer;
            do {
                answer = peer.readFrame();
            } while (answer.isSystem());

            assertThat(answer.payload()).containsExactly(9);
            assertThat(system.peers().getFirst().framesDropped()).isEqualTo(7);
            assertThat(system.registry().lookup("foreign")).isEmpty();
            assertThat(system.registry().lookup("echo"))
                    .hasValueSatisfying(holder -> assertThat(holder.id()).isEqualTo(echo.id()));
        }
    }

    @Test
    void aPeerThatFallsSilentIsGone() throws Exception {
        var system = start("one", 1, LinkSettings.DEFAULT.withHeartbeat(ofMillis(100)));
        var nonce = new byte[32];
        var hello = new NodeHello(1, 1, 7, 9, 0, 1024, 1024, 100, nonce, false, "silent");
        try (var peer = RawNode.connect(listen(system).address(), hello, null)) {
            peer.shakeHands();
            peer.send(new LinkMessage.Resume(1, 0));

            await(() -> system.peers().size() == 1);
            await(() -> system.peers().isEmpty());
            assertThat(peer.isClosedByNode()).isTrue();
        }
    }

    @Test
    void aNodeSaysGoodbyeWhenItStops() throws IOException {
        var system = start("one", 1, LinkSettings.DEFAULT);
        try (var peer = RawNode.mount(listen(system).address(), 7, "kitchen", null)) {
            system.close();

            assertThat(peer.await(LinkMessage.Goodbye.class).reason()).isEqualTo(GoodbyeReason.STOPPING);
        }
    }
}
