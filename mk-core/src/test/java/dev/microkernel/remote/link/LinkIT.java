package dev.microkernel.remote.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Registry;
import dev.microkernel.actor.Routing;
import dev.microkernel.actor.Signal;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.PayloadCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/** A node and its links over real sockets on loopback. */
class LinkIT {

    private static final int NODE = 2;
    private static final int PEER = 14;

    @MessageType(202)
    record Ping(long nonce) {}

    @MessageType(203)
    record Pong(long nonce) {}

    sealed interface Command {}

    @MessageType(210)
    record Open(int door) implements Command {}

    @MessageType(211)
    record Lock(boolean on) implements Command {}

    sealed interface Event {}

    record Local(int door) implements Event {}

    sealed interface Answer {}

    @MessageType(221)
    record Priced(String item, List<Double> prices) implements Answer {}

    @MessageType(222)
    record Refused(Optional<String> why) implements Answer {}

    @MessageType(220)
    record Order(String item, int pieces) {}

    private static final PayloadCodec JSON = new PayloadCodec() {

        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public byte[] encode(Object message) {
            return mapper.writeValueAsBytes(message);
        }

        @Override
        public <T> T decode(byte[] payload, Class<T> type) {
            return mapper.readValue(payload, type);
        }
    };

    private final ActorSystem system =
            ActorSystem.named("fleet-controller").nodeId(NODE).start();
    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private NodeListener listener;
    private ActorRef<WireMessage> echo;

    @BeforeEach
    void listen() {
        echo = system.spawn(
                "echo",
                ActorSpec.<WireMessage>of(context -> message -> {
                            received.add(message);
                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                            return Behavior.same();
                        })
                        .withCodec(MessageCodec.RAW));
        system.registry().register("echo", echo);
        listener = system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        assertThat(system.close(ofSeconds(10))).isTrue();
    }

    // ---- the handshake

    @Test
    void answersAHelloWithItsOwnAndAnnouncesNamesThenPaths() throws IOException {
        system.registry().register("/svc/echo", echo);
        try (var peer = RawPeer.connect(listener.address())) {
            peer.hello(PEER, "porch");

            assertThat(peer.readHello()).isEqualTo(new Hello(NODE, "fleet-controller"));
            assertThat(decode(peer.readFrame()))
                    .isEqualTo(new SystemMessage.Register("echo", echo.id().value()));
            assertThat(decode(peer.readFrame()))
                    .isEqualTo(new SystemMessage.Register("/svc/echo", echo.id().value()));
            system.registry().unregister("echo");
            assertThat(decode(peer.readFrame())).isEqualTo(new SystemMessage.Unregister("echo"));
        }
    }

    @Test
    void takesAHelloInPiecesWithAFrameBehindIt() throws Exception {
        try (var peer = RawPeer.connect(listener.address())) {
            var bytes = ByteBuffer.allocate(256)
                    .put(new Hello(PEER, "porch").encode())
                    .put(RawPeer.bytes(new Frame(0, echo.id().value(), 7, new byte[] {1, 2})))
                    .flip();
            while (bytes.hasRemaining()) {
                peer.send(new byte[] {bytes.get()});
            }

            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(new WireMessage(7, new byte[] {1, 2}));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "474554202f20485454502f312e310d0a", // GET / HTTP/1.1
                "4d4b3032000000010000000000000000", // MK02
                "4d4b30310000000061", // node id 0
                "4d4b303100000010616263", // node id 16
                "4d4b303100000002706f726368", // the listener's own id
            })
    void closesWithoutAnAnswerOnABadHello(String beginning) throws IOException {
        var hello = Arrays.copyOf(HexFormat.of().parseHex(beginning), Hello.LENGTH);
        try (var peer = RawPeer.connect(listener.address())) {
            peer.send(hello);

            assertThat(peer.isClosedByNode()).isTrue();
        }
        assertThat(system.peers()).isEmpty();
        await(() -> system.refusedConnections() == 1);
        assertStillMountable();
    }

    @Test
    void closesASilentClientAndOneThatDripsItsHello() throws IOException {
        try (var silent = RawPeer.connect(listener.address());
                var dripping = RawPeer.connect(listener.address())) {
            dripping.send(new byte[] {'M', 'K'});

            assertThat(silent.isClosedByNode()).isTrue();
            assertThat(dripping.isClosedByNode()).isTrue();
        }
        assertStillMountable();
    }

    @Test
    void refusesASecondNodeWithTheIdOfALiveOneAndTakesItWhenThatIsGone() throws Exception {
        try (var first = RawPeer.mount(listener.address(), PEER, "first")) {
            try (var second = RawPeer.connect(listener.address())) {
                second.hello(PEER, "second");
                assertThat(second.isClosedByNode()).isTrue();
            }
            assertThat(system.peers()).extracting(PeerInfo::identity).containsExactly("first");
            assertEchoes(first);
        }
        await(() -> system.peers().isEmpty());
        assertStillMountable();
    }

    @Test
    void closesConnectionsAtOnceBeyondTheLimitOfThoseThatHaveNotSaidHello() throws IOException {
        var waiting = new ArrayList<RawPeer>();
        try {
            for (int i = 0; i < Links.HANDSHAKES_MAX; i++) {
                waiting.add(RawPeer.connect(listener.address()));
            }
            try (var tooMany = RawPeer.connect(listener.address())) {
                assertThat(tooMany.isClosedByNode()).isTrue();
            }
            assertThat(system.refusedConnections()).isPositive();
        } finally {
            for (var peer : waiting) {
                peer.close();
            }
        }
    }

    @Test
    void refusesToListenBeyondLoopback() {
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> system.listen(new InetSocketAddress("0.0.0.0", 0)))
                .withMessageContaining("loopback only")
                .withMessageContaining("choose 127.0.0.1");
    }

    @Test
    void saysThatAPortIsTaken() {
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> system.listen(listener.address()))
                .withMessageContaining("choose a free port");
    }

    // ---- frames that are not believed

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "00100001"})
    void anAnnouncedLengthOverTheLimitCostsOneConnectionAndNothingElse(String length) throws IOException {
        try (var bystander = RawPeer.mount(listener.address(), 13, "bystander");
                var peer = RawPeer.mount(listener.address(), PEER, "liar")) {
            peer.send(HexFormat.of().parseHex("00".repeat(16) + "000000c8" + length + "00000000"));

            assertThat(peer.isClosedByNode()).isTrue();
            assertEchoes(bystander);
        }
    }

    @Test
    void aSystemMessageOfTheWrongSizeClosesTheConnection() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "short")) {
            peer.send(new Frame(0, 0, 0xFF000012, new byte[10]));

            assertThat(peer.isClosedByNode()).isTrue();
        }
    }

    @Test
    void framesWithAForeignSourceOrDestinationAreDroppedAndCounted() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(id(13, 1), echo.id().value(), 7, new byte[0]));
            peer.send(new Frame(id(PEER, 1), id(13, 1), 7, new byte[0]));
            peer.send(new Frame(0, 0, 0xFF0000EE, new byte[5]));
            peer.send(new Frame(id(PEER, 1), id(13, 1), 0xFF00001D, new byte[0]));
            assertEchoes(peer);

            assertThat(system.peers()).singleElement().satisfies(info -> {
                assertThat(info.framesDropped()).isEqualTo(4);
                assertThat(info.framesReceived()).isEqualTo(5);
            });
            assertThat(received).hasSize(1);
        }
    }

    @Test
    void aPeerRegistersNamesOfItsOwnActorsOnlyAndTakesNoneOfOurs() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(register("theirs", id(PEER, 5)));
            peer.send(register("/node/porch/ping", id(PEER, 5)));
            peer.send(register("of-another", id(13, 5)));
            peer.send(register("echo", id(PEER, 5)));
            assertEchoes(peer);

            assertThat(system.registry().list("")).containsOnlyKeys("/node/porch/ping", "echo", "theirs");
            assertThat(system.registry().lookup("echo")).get().isSameAs(echo);
            peer.send(SystemMessageCodec.encode(new SystemMessage.Unregister("theirs")));
            peer.send(SystemMessageCodec.encode(new SystemMessage.Unregister("echo")));
            assertEchoes(peer);
            assertThat(system.registry().list("")).containsOnlyKeys("/node/porch/ping", "echo");
        }
        await(() -> system.registry().list("").size() == 1);
    }

    @Test
    void messagesForNobodyOfUnknownTypeAndMalformedAreDeadLettersEachWithItsReason() throws IOException {
        var typed = system.spawn("typed", pinged());
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(0, id(NODE, 99_999), 7, new byte[0]));
            peer.send(new Frame(0, typed.id().value(), 7, new byte[0]));
            peer.send(new Frame(0, typed.id().value(), 202, new byte[3]));
            assertEchoes(peer);
        }
        assertThat(system.deadLetters().newest())
                .extracting(DeadLetter::reason, DeadLetter::receiver, DeadLetter::detail)
                .containsExactly(
                        tuple(Reason.NO_SUCH_ACTOR, "2:99999", ""),
                        tuple(Reason.UNKNOWN_TYPE, "/typed", "no class is registered for message type 7"),
                        tuple(Reason.MALFORMED, "/typed", "Ping.nonce needs 8 bytes, left=3"));
    }

    @Test
    void anActorTakesFromOtherNodesOnlyWhatItDeclares() throws IOException {
        system.spawn("knows Ping", pinged());
        var other = system.<String>spawn("takes text", context -> message -> {
            throw new IllegalStateException("length " + message.length());
        });
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(0, other.id().value(), 202, new byte[8]));
            peer.send(new Frame(0, other.id().value(), 202, new byte[3]));
            assertEchoes(peer);
        }
        assertThat(system.restarts()).isZero();
        assertThat(system.deadLetters().newest()).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.UNKNOWN_TYPE);
            assertThat(letter.detail()).contains("takes no Ping from other nodes");
        });
    }

    @Test
    void anActorTakesEveryMessageOfTheSealedInterfaceItDeclares() throws IOException {
        var door = system.spawn(
                "door",
                ActorSpec.<Command>of(context -> command -> {
                            received.add(command);
                            return Behavior.same();
                        })
                        .withWireMessages(Command.class));
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(0, door.id().value(), 210, new byte[] {1, 0, 0, 0}));
            peer.send(new Frame(0, door.id().value(), 211, new byte[] {2}));
            peer.send(new Frame(0, door.id().value(), 202, new byte[8]));
            assertEchoes(peer);
        }
        await(() -> received.contains(new Open(1)));
        assertThat(system.deadLetters().newest())
                .extracting(DeadLetter::reason)
                .containsExactlyInAnyOrder(Reason.UNKNOWN_TYPE, Reason.MALFORMED);
    }

    @Test
    void refusesToSpawnAnActorWhoseSealedInterfacePermitsWhatCannotCrossTheWire() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.spawn(
                        "door",
                        ActorSpec.<Object>of(context -> message -> Behavior.same())
                                .withWireMessages(Event.class)))
                .withMessageContaining("must have a @MessageType")
                .withMessageContaining("Local");
    }

    @Test
    void allNamesThatANodeCanHaveAreAnnouncedAtOnce() throws Exception {
        for (int i = 1; i < Registry.NAMES_MAX; i++) {
            system.registry().register("/name/" + i, echo);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> system.registry().register("one-more", echo))
                .withMessageContaining("at most 65536 names");
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            for (int i = 0; i < Registry.NAMES_MAX; i++) {
                assertThat(decode(peer.readFrame())).isInstanceOf(SystemMessage.Register.class);
            }
            assertEchoes(peer);
        }
    }

    @Test
    void aSenderThatGivesNoIdIsKnownByItsNodeAndCannotBeAnswered() throws Exception {
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(0, echo.id().value(), 7, new byte[0]));
            assertEchoes(peer);
        }
        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.NO_SENDER);
            assertThat(letter.receiver()).isEqualTo("14:0");
        });
    }

    @Test
    void answersARequestForItsCapabilities() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.readFrame(); // the name echo
            peer.send(new Frame(id(PEER, 1), 0, 0xFF00001D, new byte[0]));
            var frame = peer.readFrame();

            assertThat(frame.dest()).isEqualTo(id(PEER, 1));
            assertThat(decode(frame))
                    .isInstanceOfSatisfying(
                            SystemMessage.CapsReply.class,
                            reply -> assertThat(reply.lines().lines())
                                    .contains(
                                            "platform=jvm",
                                            "identity=fleet-controller",
                                            "node_id=2",
                                            "transports=tcp,unix,udp"));
        }
    }

    // ---- two nodes of ours

    @Test
    void twoNodesAskEachOtherByNameAndHearWhenTheOtherIsGone() throws Exception {
        var device = ActorSystem.named("kitchen").nodeId(11).start();
        try {
            var ping = device.spawn("ping", pinged());
            device.registry().register("/node/kitchen/ping", ping);
            var peer = device.connect(listener.address()).get(30, TimeUnit.SECONDS);
            assertThat(peer.identity()).isEqualTo("fleet-controller");
            await(() -> system.registry().lookup("/node/kitchen/ping").isPresent());
            var remote = system.registry().lookup("/node/kitchen/ping").orElseThrow();

            assertThat(remote.ask(new Ping(42), Pong.class, ofSeconds(30)).get())
                    .isEqualTo(new Pong(42));
            assertThat(remote.path()).isEqualTo(ping.id().toString());

            var ended = new LinkedBlockingQueue<Signal>();
            system.spawn("watcher", context -> {
                context.watch(remote);
                return new Behavior<Object>() {
                    @Override
                    public Behavior<Object> onMessage(Object message) {
                        return Behavior.same();
                    }

                    @Override
                    public Behavior<Object> onSignal(Signal signal) {
                        ended.add(signal);
                        return Behavior.same();
                    }
                };
            });
            assertThat(remote.ask(new Ping(43), Pong.class, ofSeconds(30)).get())
                    .isEqualTo(new Pong(43));
            device.close();
            assertThat(ended.poll(30, TimeUnit.SECONDS))
                    .isEqualTo(new Signal.Terminated(remote, new ExitReason.Unreachable(11)));
            assertThat(system.registry().lookup("/node/kitchen/ping")).isEmpty();
            assertThat(remote.tell(new Ping(44))).isEqualTo(Delivery.REFUSED_STOPPED);
        } finally {
            device.close();
        }
    }

    @Test
    void anActorElsewhereIsAMemberOfAGroupUntilItsLinkCloses() throws Exception {
        var device = ActorSystem.named("kitchen").nodeId(11).start();
        try {
            device.registry().register("/node/kitchen/ping", device.spawn("ping", pinged()));
            device.connect(listener.address()).get(30, TimeUnit.SECONDS);
            await(() -> system.registry().lookup("/node/kitchen/ping").isPresent());
            var remote = system.registry().lookup("/node/kitchen/ping").orElseThrow();
            ActorRef<Ping> group = system.registry().group("pings", Routing.roundRobin());

            assertThat(system.registry().join("pings", remote)).isTrue();
            assertThat(group.ask(new Ping(42), Pong.class, ofSeconds(30)).get()).isEqualTo(new Pong(42));
            device.close();
            await(() -> system.registry().members("pings").isEmpty());
            assertThat(system.registry().join("pings", remote)).isFalse();
            assertThat(group.tell(new Ping(43))).isEqualTo(Delivery.REFUSED_STOPPED);
            assertThat(system.deadLetters().count(Reason.NO_MEMBERS)).isEqualTo(1);
        } finally {
            device.close();
        }
    }

    @Test
    void twoNodesSpeakJsonAboutOneClassAndPackedStructsAboutTheOthers() throws Exception {
        try (var shop = ActorSystem.named("shop")
                        .nodeId(11)
                        .codec(Order.class, JSON)
                        .start();
                var buyer = ActorSystem.named("buyer")
                        .nodeId(12)
                        .codec(Order.class, JSON)
                        .start()) {
            var till = shop.spawn(
                    "till",
                    ActorSpec.<Order>of(context -> order -> {
                                context.reply(
                                        order.pieces() > 0
                                                ? new Priced(order.item(), List.of(1.5, 2.5))
                                                : new Refused(Optional.empty()));
                                return Behavior.same();
                            })
                            .withWireMessages(Order.class));
            shop.registry().register("till", till);
            var address = shop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .address();
            buyer.connect(address).get(30, TimeUnit.SECONDS);
            await(() -> buyer.registry().lookup("till").isPresent());
            var remote = buyer.registry().lookup("till").orElseThrow();

            assertThat(remote.ask(new Order("bolt", 3), Answer.class, ofSeconds(30))
                            .get())
                    .isEqualTo(new Priced("bolt", List.of(1.5, 2.5)));
            assertThat(remote.ask(new Order("bolt", 0), Answer.class, ofSeconds(30))
                            .get())
                    .isEqualTo(new Refused(Optional.empty()));
        }
    }

    @Test
    void bytesThatAPluggedInCodecCannotReadAreADeadLetterWithItsReason() throws Exception {
        try (var shop = ActorSystem.named("shop")
                        .nodeId(11)
                        .codec(Order.class, JSON)
                        .start();
                var peer = RawPeer.mount(
                        shop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                                .address(),
                        PEER,
                        "porch")) {
            var till = shop.spawn(
                    "till",
                    ActorSpec.<Order>of(context -> order -> Behavior.same()).withWireMessages(Order.class));
            peer.send(new Frame(0, till.id().value(), 220, "{\"item\":".getBytes(UTF_8)));
            await(() -> shop.deadLetters().count(Reason.MALFORMED) == 1);
            assertThat(shop.deadLetters().newest())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.detail()).startsWith("Order cannot be read: "));
        }
    }

    @Test
    void aConnectorThatIsRefusedHearsWhy() throws IOException {
        try (var holder = RawPeer.mount(listener.address(), PEER, "holder");
                var second = ActorSystem.named("second").nodeId(PEER).start()) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> second.connect(listener.address()).get(30, TimeUnit.SECONDS))
                    .withCauseInstanceOf(MountException.class)
                    .withMessageContaining("refuses this node")
                    .withMessageContaining("id 14, which is in use by holder(14)");
            assertEchoes(holder);
        }
    }

    @Test
    void aConnectorMountsAnMk01Listener() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var mounted = system.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            try (var stranger = server.accept()) { // what it says first no MK01 node understands
                stranger.getInputStream().readNBytes(Hello.LENGTH);
            }
            try (var peer = RawPeer.over(server.accept())) {
                assertThat(peer.readHello()).isEqualTo(new Hello(NODE, "fleet-controller"));
                peer.hello(PEER, "porch");
                assertThat(mounted.get(30, TimeUnit.SECONDS).nodeId()).isEqualTo(PEER);
                assertThat(decode(peer.readFrame())).isInstanceOf(SystemMessage.Register.class);
                assertEchoes(peer);
            }
        }
    }

    // ---- bounds

    @Test
    void aPeerThatDoesNotReadMakesItsSendersHearOfAFullQueue() throws Exception {
        try (var peer = RawPeer.mount(listener.address(), PEER, "stuck")) {
            peer.send(register("stuck", id(PEER, 1)));
            await(() -> system.registry().lookup("stuck").isPresent());
            var stuck = system.registry().lookup("stuck").orElseThrow();
            var message = new WireMessage(7, new byte[100_000]);
            int accepted = 0;
            var delivery = stuck.tell(message);
            while (delivery == Delivery.ACCEPTED) {
                assertThat(++accepted)
                        .as("messages taken for a peer that reads none")
                        .isLessThan(10_000);
                delivery = stuck.tell(message);
            }

            assertThat(delivery).isEqualTo(Delivery.REFUSED_FULL);
            assertThat(system.deadLetters().count(Reason.FULL)).isPositive();
            var full = system.deadLetters().count(Reason.FULL);
            system.registry().join("group", stuck);
            system.registry().join("group", echo);
            assertThat(system.registry().group("group", Routing.roundRobin()).tell(message))
                    .isEqualTo(Delivery.ACCEPTED);
            assertThat(system.deadLetters().count(Reason.FULL))
                    .as("another member took it")
                    .isEqualTo(full);
            // A backlog of messages costs messages, not the link and not a name.
            assertThat(system.registry().register("new", echo)).isTrue();
            assertThat(system.peers()).hasSize(1);
            Frame frame;
            do {
                frame = peer.readFrame();
            } while (!(frame.isSystem()
                    && decode(frame)
                            .equals(new SystemMessage.Register("new", echo.id().value()))));
        }
    }

    @Test
    void aPeerThatReadsNoAnnouncementsLosesItsLinkBeforeItMissesAName() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "stuck")) {
            for (int i = 0; !system.peers().isEmpty(); i++) {
                assertThat(i).as("names announced to a peer that reads none").isLessThan(2_000_000);
                system.registry().register("comes and goes", echo);
                system.registry().unregister("comes and goes");
            }
            assertThat(peer.isClosedByNode()).isTrue();
        }
        assertStillMountable();
    }

    @Test
    void connectionsInTheMiddleOfTheirHelloEndWithTheNode() throws IOException {
        try (var silent = RawPeer.connect(listener.address())) {
            silent.send(new byte[] {'M'});
            system.close();

            assertThat(silent.isClosedByNode()).isTrue();
        }
        assertThatExceptionOfType(MountException.class)
                .isThrownBy(() -> system.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withMessageContaining("stopping");
    }

    @Test
    void aCodecThatThrowsCostsAMessageAndNotTheLink() throws IOException {
        var fragile = system.spawn(
                "fragile",
                ActorSpec.<Object>of(context -> message -> Behavior.same()).withCodec(new MessageCodec() {
                    @Override
                    public Object decode(WireMessage message) {
                        throw new BufferUnderflowException();
                    }

                    @Override
                    public WireMessage encode(Object message) {
                        throw new IllegalArgumentException();
                    }
                }));
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            peer.send(new Frame(0, fragile.id().value(), 7, new byte[0]));
            assertEchoes(peer);
        }
        assertThat(system.deadLetters().count(Reason.MALFORMED)).isEqualTo(1);
    }

    private static ActorSpec<Ping> pinged() {
        return ActorSpec.<Ping>of(context -> message -> {
                    context.reply(new Pong(message.nonce()));
                    return Behavior.same();
                })
                .withWireMessages(Set.of(Ping.class));
    }

    private void assertStillMountable() throws IOException {
        try (var peer = RawPeer.mount(listener.address(), PEER, "porch")) {
            assertEchoes(peer);
        }
    }

    /** Everything the peer sent before has been handled when the echo is back. */
    private void assertEchoes(RawPeer peer) throws IOException {
        var source = id(peer.nodeId(), 77);
        peer.send(new Frame(source, echo.id().value(), 300, new byte[] {9}));
        Frame frame;
        do {
            frame = peer.readFrame();
        } while (frame.isSystem());
        assertThat(frame).isEqualTo(new Frame(echo.id().value(), source, 301, new byte[] {9}));
    }

    private static SystemMessage decode(Frame frame) {
        return ((Decoded.Complete<SystemMessage>) SystemMessageCodec.decode(frame)).value();
    }

    private static Frame register(String name, long id) {
        return SystemMessageCodec.encode(new SystemMessage.Register(name, id));
    }

    private static long id(int node, int sequence) {
        return (long) node << 32 | sequence;
    }

    /** Waits for what happens on other threads; the check is repeated until it holds or 30 s are over. */
    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(ofSeconds(30)).until(condition::getAsBoolean);
    }
}
