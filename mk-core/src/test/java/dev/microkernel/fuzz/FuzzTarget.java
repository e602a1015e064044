package dev.microkernel.fuzz;

import dev.microkernel.codec.MalformedMessageException;
import dev.microkernel.codec.PackedStruct;
import dev.microkernel.codec.Samples;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.http.ParsedResponse;
import dev.microkernel.net.sse.ParsedStream;
import dev.microkernel.net.sse.ServerSentEvent;
import dev.microkernel.net.tcp.FramedStream;
import dev.microkernel.net.tcp.Framing;
import dev.microkernel.wasm.FuzzedGuests;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.ExitKind;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.Handshake;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.PreSharedKey;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import dev.microkernel.wire.UndeliverableReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What decodes bytes of others. Each takes any input, throws only if a rule is broken, and says whether the input was
 * what it decodes. The same targets are run from a seed by {@link SeededFuzzTest}, with every build, and by Jazzer.
 */
enum FuzzTarget {
    /** A frame is complete, begun or malformed, and a complete one is written as it was read. */
    FRAME {
        @Override
        boolean accepts(byte[] input) {
            boolean network = accepts(input, new FrameCodec(ByteOrder.BIG_ENDIAN, 256));
            boolean host = accepts(input, new FrameCodec(ByteOrder.LITTLE_ENDIAN, 256));
            return network || host;
        }

        private static boolean accepts(byte[] input, FrameCodec codec) {
            var in = ByteBuffer.wrap(input);
            switch (codec.decode(in)) {
                case Decoded.Complete<Frame>(var frame) -> {
                    var out = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
                    codec.encode(frame, out);
                    var expected = Arrays.copyOf(input, in.position());
                    Arrays.fill(expected, 24, 28, (byte) 0); // the reserved field is not looked at
                    require(Arrays.equals(out.array(), expected), "a frame is written as it was read");
                    return true;
                }
                case Decoded.NeedMore<Frame>(var missing) -> {
                    require(in.position() == 0, "a begun frame is left in the buffer");
                    require(missing > 0 && missing <= 28 + 256, "a frame needs no more than the longest");
                    return false;
                }
                case Decoded.Malformed<Frame> malformed -> {
                    return false;
                }
            }
        }

        @Override
        List<byte[]> seeds() {
            return Stream.of(new Frame(1, 2, 3, new byte[0]), new Frame(1L << 32 | 5, 2L << 32 | 7, 200, new byte[12]))
                    .flatMap(frame -> Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
                            .map(order -> {
                                var out = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
                                new FrameCodec(order, 256).encode(frame, out);
                                return out.array();
                            }))
                    .toList();
        }
    },

    /** A hello that is read can be written and read again. */
    HELLO {
        @Override
        boolean accepts(byte[] input) {
            var in = ByteBuffer.wrap(input);
            var decoded = Hello.decode(in);
            if (decoded instanceof Decoded.Complete<Hello>(var hello)) {
                require(in.position() == Hello.LENGTH, "a hello has 40 bytes");
                require(Hello.decode(hello.encode()).equals(decoded), "a hello is written as it was read");
                return true;
            }
            require(in.position() == 0, "what is no hello is left in the buffer");
            return false;
        }

        @Override
        List<byte[]> seeds() {
            return List.of(
                    new Hello(1, "a").encode().array(),
                    new Hello(15, "grün-" + "x".repeat(25)).encode().array());
        }
    },

    /** The first byte is the lower byte of a system type; what is read of a name can be written and read again. */
    SYSTEM_MESSAGE {
        @Override
        boolean accepts(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var frame = new Frame(
                    0, 0, 0xFF000000 | Byte.toUnsignedInt(input[0]), Arrays.copyOfRange(input, 1, input.length));
            var decoded = SystemMessageCodec.decode(frame);
            require(!(decoded instanceof Decoded.NeedMore), "a system message is decoded whole");
            if (!(decoded instanceof Decoded.Complete<SystemMessage>(var message))) {
                return false;
            }
            var again = switch (message) {
                case SystemMessage.Register register -> SystemMessageCodec.encode(register);
                case SystemMessage.Unregister unregister -> SystemMessageCodec.encode(unregister);
                case SystemMessage.CapsReply reply -> SystemMessageCodec.encode(reply, 0, 0);
                default -> frame;
            };
            require(SystemMessageCodec.decode(again).equals(decoded), "a system message is written as it was read");
            return true;
        }

        @Override
        List<byte[]> seeds() {
            return Stream.of(
                            SystemMessageCodec.encode(new SystemMessage.Register("echo", 1L << 32 | 9)),
                            SystemMessageCodec.encode(new SystemMessage.Register("/node/kitchen", 1L << 32 | 9)),
                            SystemMessageCodec.encode(new SystemMessage.Unregister("n".repeat(63))),
                            SystemMessageCodec.encode(new SystemMessage.Unregister("/" + "p".repeat(126))),
                            SystemMessageCodec.encode(new SystemMessage.CapsReply("platform=c\n"), 0, 0),
                            new Frame(0, 0, 0xFF00001D, new byte[0]),
                            new Frame(0, 0, 0xFF000010, new byte[16]),
                            new Frame(0, 0, 0xFF000001, new byte[16]))
                    .map(frame -> prefixed(frame.type(), frame.payload()))
                    .toList();
        }
    },

    /** A frame of MK02 is complete, begun or malformed; what is understood of it is written and read again. */
    EXTENDED_FRAME {
        @Override
        boolean accepts(byte[] input) {
            var codec = FrameCodec.mk02(256);
            var in = ByteBuffer.wrap(input);
            var decoded = codec.decode(in);
            if (!(decoded instanceof Decoded.Complete<Frame>(var frame))) {
                require(in.position() == 0, "what is no whole frame is left in the buffer");
                return false;
            }
            var out = ByteBuffer.allocate(codec.length(frame));
            codec.encode(frame, out);
            var extensions = frame.extensions();
            var known = new Frame(
                    frame.source(),
                    frame.dest(),
                    frame.type(),
                    frame.payload(),
                    new Extensions(extensions.trace(), extensions.deadlineMillis(), extensions.sequence(), 0));
            require(
                    codec.decode(out.flip()).equals(new Decoded.Complete<>(known)),
                    "a frame is written as it was read");
            return true;
        }

        @Override
        List<byte[]> seeds() {
            var trace = new Extensions.Trace(1, 2, 3, 1);
            return Stream.of(
                            Extensions.NONE,
                            Extensions.NONE.withSequence(7),
                            new Extensions(trace, Extensions.NO_DEADLINE, 0, 0),
                            new Extensions(trace, 1500, 9, 0))
                    .map(extensions -> encoded(new Frame(1L << 32 | 5, 2L << 32 | 7, 200, new byte[12], extensions)))
                    .toList();
        }
    },

    /** A hello of MK02 that is read can be written and read again. */
    NODE_HELLO {
        @Override
        boolean accepts(byte[] input) {
            var in = ByteBuffer.wrap(input);
            var decoded = NodeHello.decode(in);
            if (decoded instanceof Decoded.Complete<NodeHello>(var hello)) {
                require(NodeHello.decode(hello.encode()).equals(decoded), "a hello is written as it was read");
                return true;
            }
            require(in.position() == 0, "what is no hello is left in the buffer");
            return false;
        }

        @Override
        List<byte[]> seeds() {
            return List.of(hello("a"), hello("grün-" + "x".repeat(57)));
        }
    },

    /** The first byte is the lower byte of a system type of MK02; what is read of it is written as it was read. */
    LINK_MESSAGE {
        @Override
        boolean accepts(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var frame = new Frame(
                    0, 0, 0xFF020000 | Byte.toUnsignedInt(input[0]), Arrays.copyOfRange(input, 1, input.length));
            var decoded = LinkMessageCodec.decode(frame);
            require(!(decoded instanceof Decoded.NeedMore), "a system message is decoded whole");
            if (!(decoded instanceof Decoded.Complete<LinkMessage>(var message))
                    || message instanceof LinkMessage.Unknown) {
                return false;
            }
            var again = LinkMessageCodec.decode(LinkMessageCodec.encode(message));
            require(again.equals(decoded), "a system message is written as it was read");
            return true;
        }

        @Override
        List<byte[]> seeds() {
            return Stream.of(
                            new LinkMessage.Proof(new byte[32]),
                            new LinkMessage.Resume(1, 2),
                            new LinkMessage.Goodbye(GoodbyeReason.STOPPING, "bye"),
                            new LinkMessage.Ping(1),
                            new LinkMessage.Pong(1),
                            new LinkMessage.Credit(1),
                            new LinkMessage.Ack(1),
                            new LinkMessage.Undeliverable(1, 2, 3, UndeliverableReason.FULL, "full"),
                            new LinkMessage.NameAdd(1, "echo"),
                            new LinkMessage.NameAdd(1, "/" + "p".repeat(126)),
                            new LinkMessage.NameRemove("echo"),
                            new LinkMessage.NamesEnd(),
                            new LinkMessage.GroupJoin(1, "workers"),
                            new LinkMessage.GroupLeave(1, "/workers/of/cakes"),
                            new LinkMessage.Watch(1),
                            new LinkMessage.Unwatch(1),
                            new LinkMessage.Terminated(1, ExitKind.TRAP, 0, "unreachable"))
                    .map(LinkMessageCodec::encode)
                    .map(frame -> prefixed(frame.type(), frame.payload()))
                    .toList();
        }
    },

    /** What a stranger sends to a listener, the first byte saying in what pieces, never proves anything without the key. */
    HANDSHAKE {
        @Override
        boolean accepts(byte[] input) {
            var key = PreSharedKey.of("0123456789abcdef");
            var listener = new Handshake(Handshake.Role.LISTENER, nodeHello("listener", true), identity -> key);
            var in = ByteBuffer.wrap(input);
            int piece = in.hasRemaining() ? 1 + Byte.toUnsignedInt(in.get()) : 1;
            boolean greeted = false;
            for (int shown = in.position(); shown < input.length; ) {
                shown = Math.min(shown + piece, input.length);
                in.limit(shown);
                while (listener.receive(in) instanceof Decoded.Complete<Handshake.Step>(var step)) {
                    require(!(step instanceof Handshake.Step.Proven), "nobody proves a key by chance");
                    if (!(step instanceof Handshake.Step.Reply)) {
                        return greeted;
                    }
                    greeted = true;
                }
            }
            return greeted;
        }

        @Override
        List<byte[]> seeds() {
            var hello = hello("a");
            var proof = encoded(LinkMessageCodec.encode(new LinkMessage.Proof(new byte[32])));
            return Stream.of(0, 3, 255)
                    .map(piece -> prefixed(
                            piece,
                            ByteBuffer.allocate(hello.length + proof.length)
                                    .put(hello)
                                    .put(proof)
                                    .array()))
                    .toList();
        }
    },

    /** The first byte chooses a record; a payload is malformed, or the one form of its message. */
    PACKED_STRUCT {
        @Override
        boolean accepts(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            return accepts(struct(input[0]), Arrays.copyOfRange(input, 1, input.length));
        }

        private static <R extends Record> boolean accepts(PackedStruct<R> struct, byte[] payload) {
            R message;
            try {
                message = struct.decode(payload);
            } catch (MalformedMessageException e) {
                require(e.getMessage().startsWith(struct.type().getSimpleName()), "the fault has a place");
                return false;
            }
            require(Arrays.equals(struct.encode(message), payload), "a message has one form");
            return true;
        }

        @Override
        List<byte[]> seeds() {
            var random = new Random(1);
            return Stream.generate(() -> {
                        int choice = random.nextInt(STRUCTS.size());
                        return prefixed(choice, encoded(struct((byte) choice), random(random, 64)));
                    })
                    .limit(20L * STRUCTS.size())
                    .toList();
        }

        private static <R extends Record> byte[] encoded(PackedStruct<R> struct, byte[] entropy) {
            return struct.encode(new Entropy(entropy).message(struct.type()));
        }
    },

    /** The first byte chooses a record, the others make a message of it, which is the same on the other side. */
    ROUND_TRIP {
        @Override
        boolean accepts(byte[] input) {
            var struct = struct(input.length == 0 ? 0 : input[0]);
            requireRoundTrip(struct, new Entropy(Arrays.copyOfRange(input, Math.min(1, input.length), input.length)));
            return true;
        }

        private static <R extends Record> void requireRoundTrip(PackedStruct<R> struct, Entropy entropy) {
            var message = entropy.message(struct.type());
            var copy = struct.decode(struct.encode(message));
            require(Likeness.alike(message, copy), "a message is the same on the other side");
        }

        @Override
        List<byte[]> seeds() {
            var random = new Random(2);
            return Stream.generate(() -> random(random, 100)).limit(100).toList();
        }
    },

    /**
     * The first byte picks a framing. A stream has the same messages however it is cut, none longer than allowed, and
     * those of a prefix are written as they were read.
     */
    TCP_FRAMING {
        @Override
        boolean accepts(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var framing = FramedStream.FRAMINGS.get(Byte.toUnsignedInt(input[0]) % FramedStream.FRAMINGS.size());
            var stream = Arrays.copyOfRange(input, 1, input.length);
            var whole = read(framing, stream, Math.max(1, stream.length));
            if (framing instanceof Framing.None) {
                return whole != null;
            }
            for (int piece : new int[] {1, 3, 7}) {
                require(Objects.equals(whole, read(framing, stream, piece)), "messages do not depend on the pieces");
            }
            if (whole != null && framing instanceof Framing.LengthPrefixed) {
                var again = new ByteArrayOutputStream();
                for (var message : whole) {
                    again.writeBytes(write(framing, message));
                }
                require(Arrays.equals(stream, again.toByteArray()), "a message is written as it was read");
            }
            return whole != null;
        }

        private static @Nullable List<Bytes> read(Framing framing, byte[] stream, int piece) {
            try {
                return FramedStream.read(framing, stream, piece);
            } catch (NetException refused) {
                return null;
            }
        }

        private static byte[] write(Framing framing, Bytes message) {
            try {
                return FramedStream.write(framing, message).toArray();
            } catch (NetException e) {
                throw new AssertionError("broken: what was read can be written", e);
            }
        }

        @Override
        List<byte[]> seeds() {
            return List.of(
                    prefixed(1, "one\ntwo\r\n\nlast".getBytes(StandardCharsets.UTF_8)),
                    prefixed(2, new byte[] {3, 1, 2, 3, 0, 1, 9}),
                    prefixed(3, new byte[] {3, 0, 1, 2, 3, 0, 0, 1, 0, 9}),
                    prefixed(4, new byte[] {0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0}));
        }
    },

    /** A stream of events has the same events however it is cut, none longer than allowed. */
    SERVER_SENT_EVENTS {
        private static final int EVENT_BYTES_MAX = 24;

        @Override
        boolean accepts(byte[] input) {
            var whole = read(input, Math.max(1, input.length));
            for (int piece : new int[] {1, 2, 5}) {
                require(Objects.equals(whole, read(input, piece)), "events do not depend on the pieces");
            }
            if (whole != null) {
                for (var event : whole) {
                    require(event.data().length() < EVENT_BYTES_MAX, "no event is longer than allowed");
                    require(event.id().indexOf('\0') < 0, "an id has no NULL");
                    require(!event.type().isEmpty(), "an event has a type");
                }
            }
            return whole != null && !whole.isEmpty();
        }

        private static @Nullable List<ServerSentEvent> read(byte[] stream, int piece) {
            try {
                return ParsedStream.read(stream, piece, EVENT_BYTES_MAX);
            } catch (NetException refused) {
                return null;
            }
        }

        @Override
        List<byte[]> seeds() {
            return Stream.of(
                            "data: one\n\nid: 7\nevent: add\ndata: a\ndata\n\n",
                            "\uFEFFdata:a\r\n\r\nretry: 10\r\rdata:b\n\n",
                            ":comment\ndata: grün\n\n")
                    .map(stream -> stream.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }
    },

    /** A response of a web server is read within its limits, or refused. */
    HTTP_RESPONSE {
        @Override
        boolean accepts(byte[] input) {
            return ParsedResponse.isResponse(input);
        }

        @Override
        List<byte[]> seeds() {
            return Stream.of(
                            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
                            "HTTP/1.0 302 Found\nLocation: /there\n\n")
                    .map(response -> response.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }
    },

    /** Whatever a module is made of, it is refused, or run without harm to its node. */
    WASM_MODULE {
        @Override
        boolean accepts(byte[] input) {
            return FuzzedGuests.runs(input);
        }

        @Override
        List<byte[]> seeds() {
            return FuzzedGuests.modules();
        }

        @Override
        int weight() {
            return 20;
        }
    },

    /** A snapshot that is read can be written and read again. */
    WASM_SNAPSHOT {
        @Override
        boolean accepts(byte[] input) {
            return FuzzedGuests.isSnapshot(input);
        }

        @Override
        List<byte[]> seeds() {
            return FuzzedGuests.snapshots();
        }

        @Override
        int weight() {
            return 4;
        }
    },

    /** A host function returns or traps, whatever its arguments, and its node runs on. */
    HOST_CALL {
        @Override
        boolean accepts(byte[] input) {
            return FuzzedGuests.callReturns(input);
        }

        @Override
        List<byte[]> seeds() {
            return FuzzedGuests.calls();
        }

        @Override
        int weight() {
            return 20;
        }
    };

    private static final List<PackedStruct<?>> STRUCTS =
            List.copyOf(Samples.MESSAGES.stream().map(PackedStruct::of).toList());

    /** Decodes the input and checks what holds for every input; says whether it was accepted. */
    abstract boolean accepts(byte[] input);

    /** Inputs to begin with; most are accepted. */
    abstract List<byte[]> seeds();

    /** How many times as long as a decoder it takes over an input: there are so many times fewer of them. */
    int weight() {
        return 1;
    }

    private static PackedStruct<?> struct(byte choice) {
        return STRUCTS.get(Byte.toUnsignedInt(choice) % STRUCTS.size());
    }

    private static byte[] random(Random random, int lengthMax) {
        var bytes = new byte[random.nextInt(lengthMax)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static NodeHello nodeHello(String identity, boolean authenticates) {
        return new NodeHello(
                1, 1, 7, 9, 1, 1 << 20, 1 << 20, 3000, new byte[NodeHello.NONCE_LENGTH], authenticates, identity);
    }

    private static byte[] hello(String identity) {
        return nodeHello(identity, true).encode().array();
    }

    private static byte[] encoded(Frame frame) {
        var codec = FrameCodec.mk02(1024);
        var out = ByteBuffer.allocate(codec.length(frame));
        codec.encode(frame, out);
        return out.array();
    }

    private static byte[] prefixed(int first, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) first).put(rest).array();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
