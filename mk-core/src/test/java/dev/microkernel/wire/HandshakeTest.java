package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.wire.Handshake.Role;
import dev.microkernel.wire.Handshake.Step;
import dev.microkernel.wire.Handshake.Step.Proven;
import dev.microkernel.wire.Handshake.Step.Refuse;
import dev.microkernel.wire.Handshake.Step.Refused;
import dev.microkernel.wire.Handshake.Step.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    private static final PreSharedKey KEY = PreSharedKey.of("0123456789abcdef");
    private static final PreSharedKey OTHER_KEY = PreSharedKey.of("0123456789abcdeg");

    /** One end, with what has reached it and the steps it took. */
    private static final class End {
        final Handshake handshake;
        final Queue<Step> steps = new ArrayDeque<>();
        ByteBuffer in = ByteBuffer.allocate(0);

        End(Role role, NodeHello self, @Nullable PreSharedKey key) {
            handshake = new Handshake(role, self, identity -> key);
        }

        /** Takes bytes, and returns what it answers. */
        ByteBuffer take(ByteBuffer bytes) {
            in = ByteBuffer.allocate(in.remaining() + bytes.remaining())
                    .put(in)
                    .put(bytes)
                    .flip();
            var out = ByteBuffer.allocate(4096);
            while (handshake.receive(in) instanceof Decoded.Complete<Step>(var step)) {
                steps.add(step);
                switch (step) {
                    case Reply(var reply) -> out.put(reply);
                    case Refuse refuse -> {
                        out.put(refuse.bytes());
                        return out.flip();
                    }
                    case Proven proven -> {
                        return out.put(handshake.proof()).flip();
                    }
                    case Refused refused -> {
                        return out.flip();
                    }
                }
            }
            return out.flip();
        }

        boolean isOver() {
            return !steps.isEmpty() && !(last() instanceof Reply);
        }

        Step last() {
            return steps.stream().reduce((one, next) -> next).orElseThrow();
        }
    }

    private static NodeHello hello(int nodeId, String identity, boolean authenticates) {
        return hello(nodeId, identity, authenticates, 1, 1);
    }

    private static NodeHello hello(int nodeId, String identity, boolean authenticates, int min, int max) {
        var nonce = new byte[NodeHello.NONCE_LENGTH];
        new Random(nodeId).nextBytes(nonce);
        return new NodeHello(min, max, nodeId, 77, 1, 4096, 8192, 1000, nonce, authenticates, identity);
    }

    /** Lets both talk until nobody has anything to say; each byte by itself if so wished. */
    private static void talk(End connector, End listener, boolean dripping) {
        var speaker = connector;
        var hearer = listener;
        var words = connector.handshake.hello();
        while (words.hasRemaining() && !hearer.isOver()) {
            var answer = ByteBuffer.allocate(4096);
            while (words.hasRemaining() && !hearer.isOver()) {
                int length = dripping ? 1 : words.remaining();
                answer.put(hearer.take(words.slice(words.position(), length)));
                words.position(words.position() + length);
            }
            words = answer.flip();
            var next = speaker;
            speaker = hearer;
            hearer = next;
        }
    }

    @Test
    void derivesWhatTheGoldenVectorSays() {
        var vector = Vectors.mk02("keys").getFirst();
        var key = PreSharedKey.of(Vectors.bytes(vector, "psk"));
        var connector = Vectors.bytes(vector, "hello_of_connector");
        var listener = Vectors.bytes(vector, "hello_of_listener");
        var labels = Map.of(
                "proof_of_connector", LinkKeys.PROOF_OF_CONNECTOR,
                "proof_of_listener", LinkKeys.PROOF_OF_LISTENER,
                "frames_to_connector", LinkKeys.FRAMES_TO_CONNECTOR,
                "frames_to_listener", LinkKeys.FRAMES_TO_LISTENER);

        labels.forEach((field, label) -> assertThat(LinkKeys.derive(key, label, connector, listener))
                .as(field)
                .isEqualTo(Vectors.bytes(vector, field)));
    }

    @Test
    void nodesWithTheSameKeyBelieveEachOtherAlsoByteByByte() {
        for (boolean dripping : new boolean[] {false, true}) {
            var connector = new End(Role.CONNECTOR, hello(2, "two", true), KEY);
            var listener = new End(Role.LISTENER, hello(3, "three", true), KEY);
            talk(connector, listener, dripping);

            assertThat(connector.last()).isEqualTo(new Proven());
            assertThat(listener.last()).isEqualTo(new Proven());
            assertThat(connector.handshake.peer().identity()).isEqualTo("three");
            requireFlow(connector.handshake.outbound(false), listener.handshake.inbound(false));
            requireFlow(listener.handshake.outbound(false), connector.handshake.inbound(false));
            assertThat(connector.handshake.outbound(false)).isInstanceOf(TaggedFraming.class);
            assertThat(connector.handshake.outbound(true)).isInstanceOf(FrameCodec.class);
        }
    }

    private static void requireFlow(Framing from, Framing to) {
        for (int i = 0; i < 3; i++) {
            var frame = new Frame(1, 2, 3, new byte[i]);
            var bytes = ByteBuffer.allocate(from.length(frame));
            from.encode(frame, bytes);
            assertThat(to.decode(bytes.flip())).isEqualTo(new Decoded.Complete<>(frame));
        }
    }

    @Test
    void framesOfOneDirectionAreNotBelievedInTheOther() {
        var connector = new End(Role.CONNECTOR, hello(2, "two", true), KEY);
        var listener = new End(Role.LISTENER, hello(3, "three", true), KEY);
        talk(connector, listener, false);
        var out = connector.handshake.outbound(false);
        var frame = new Frame(1, 2, 3, new byte[0]);
        var bytes = ByteBuffer.allocate(out.length(frame));
        out.encode(frame, bytes);

        assertThat(connector.handshake.inbound(false).decode(bytes.flip())).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void nodesWithoutKeysMountWithoutProof() {
        var connector = new End(Role.CONNECTOR, hello(2, "two", false), null);
        var listener = new End(Role.LISTENER, hello(3, "three", false), null);
        talk(connector, listener, false);

        assertThat(connector.last()).isEqualTo(new Proven());
        assertThat(listener.last()).isEqualTo(new Proven());
        assertThat(connector.handshake.outbound(false)).isInstanceOf(FrameCodec.class);
    }

    @Test
    void aConnectorWithAnotherKeyIsRefusedAndHearsIt() {
        var connector = new End(Role.CONNECTOR, hello(2, "two", true), OTHER_KEY);
        var listener = new End(Role.LISTENER, hello(3, "three", true), KEY);
        talk(connector, listener, false);

        assertThat(((Refuse) listener.last()).reason()).isEqualTo(GoodbyeReason.NOT_AUTHENTICATED);
        assertThat(connector.last())
                .isEqualTo(new Refused(GoodbyeReason.NOT_AUTHENTICATED, "it did not prove that it has the key of two"));
    }

    @Test
    void aListenerThatHasNotTheKeyIsNotBelieved() {
        var connector = new Handshake(Role.CONNECTOR, hello(2, "two", true), identity -> KEY);
        var impostor = new Handshake(Role.LISTENER, hello(3, "three", true), identity -> OTHER_KEY);
        impostor.receive(connector.hello());
        connector.receive(impostor.hello());

        assertThat(((Decoded.Complete<Step>) connector.receive(impostor.proof())).value())
                .isInstanceOf(Refuse.class);
    }

    @Test
    void aProofThatIsSentBackIsNone() {
        var connector = new Handshake(Role.CONNECTOR, hello(2, "two", true), identity -> KEY);
        connector.receive(hello(3, "three", true).encode());

        assertThat(((Decoded.Complete<Step>) connector.receive(connector.proof())).value())
                .isInstanceOf(Refuse.class);
    }

    @Test
    void aProofOfAnotherConnectionIsNone() {
        var first = new Handshake(Role.CONNECTOR, hello(2, "two", true), identity -> KEY);
        first.receive(hello(3, "three", true).encode());
        var recorded = first.proof();
        var listener = new Handshake(Role.LISTENER, hello(4, "three", true), identity -> KEY); // another nonce
        listener.receive(hello(2, "two", true).encode());

        assertThat(((Decoded.Complete<Step>) listener.receive(recorded)).value())
                .isInstanceOf(Refuse.class);
    }

    @Test
    void anyChangedByteOfAHelloIsNoticed() {
        var honest = hello(2, "two", true).encode().array();
        for (int i = 0; i < honest.length; i++) {
            var changed = honest.clone();
            changed[i] ^= 1;
            var connector = new Handshake(Role.CONNECTOR, hello(2, "two", true), identity -> KEY);
            var listener = new Handshake(Role.LISTENER, hello(3, "three", true), identity -> KEY);
            var step = listener.receive(ByteBuffer.wrap(changed));
            if (!(step instanceof Decoded.Complete<Step>(Reply(var reply)))) {
                continue; // malformed, refused, or longer than it is
            }
            connector.receive(reply);
            assertThat(((Decoded.Complete<Step>) listener.receive(connector.proof())).value())
                    .as("byte %d", i)
                    .isInstanceOf(Refuse.class);
        }
    }

    @Test
    void aNodeWithAKeyTalksToNobodyWithout() {
        var connector = new End(Role.CONNECTOR, hello(2, "two", true), KEY);
        var listener = new End(Role.LISTENER, hello(3, "three", false), null);
        talk(connector, listener, false);
        assertThat(((Refuse) listener.last()).text()).contains("demands a pre-shared key");

        var naive = new End(Role.CONNECTOR, hello(2, "two", false), null);
        var strict = new End(Role.LISTENER, hello(3, "three", true), KEY);
        talk(naive, strict, false);
        assertThat(((Refuse) strict.last()).text()).contains("this node demands one");
    }

    @Test
    void aNodeThatIsNotKnownByNameIsRefused() {
        var listener =
                new Handshake(Role.LISTENER, hello(3, "three", true), identity -> identity.equals("four") ? KEY : null);

        var step = listener.receive(hello(2, "two", true).encode());

        assertThat(((Refuse) ((Decoded.Complete<Step>) step).value()).text()).contains("no key for a node named two");
    }

    @Test
    void usesTheHighestCommonVersionAndRefusesIfThereIsNone() {
        var older = new End(Role.CONNECTOR, hello(2, "two", false, 1, 1), null);
        var newer = new End(Role.LISTENER, hello(3, "three", false, 1, 9), null);
        talk(older, newer, false);
        assertThat(older.last()).isEqualTo(new Proven());

        var old = new End(Role.CONNECTOR, hello(2, "two", false, 1, 1), null);
        var modern = new End(Role.LISTENER, hello(3, "three", false, 2, 9), null);
        talk(old, modern, false);
        assertThat(((Refuse) modern.last()).reason()).isEqualTo(GoodbyeReason.VERSION);
    }

    @Test
    void aFrameBeforeTheProofIsRefused() {
        var listener = new Handshake(Role.LISTENER, hello(3, "three", false), identity -> null);
        listener.receive(hello(2, "two", false).encode());
        var frame = LinkMessageCodec.encode(new LinkMessage.NameAdd(1, "echo"));
        var bytes = ByteBuffer.allocate(100);
        FrameCodec.mk02(100).encode(frame, bytes);

        var step = ((Decoded.Complete<Step>) listener.receive(bytes.flip())).value();

        assertThat(((Refuse) step).text()).contains("PROOF must follow the hello");
    }

    @Test
    void leavesWhatFollowsTheProofInTheBuffer() {
        var listener = new Handshake(Role.LISTENER, hello(3, "three", false), identity -> null);
        var connector = new Handshake(Role.CONNECTOR, hello(2, "two", false), identity -> null);
        listener.receive(connector.hello());
        connector.receive(listener.hello());
        var proof = connector.proof();
        var bytes = ByteBuffer.wrap(Arrays.copyOf(proof.array(), proof.remaining() + 3));

        assertThat(listener.receive(bytes)).isEqualTo(new Decoded.Complete<>(new Proven()));
        assertThat(bytes.remaining()).isEqualTo(3);
    }

    @Test
    void refusesAShortKeyAndNeverShowsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PreSharedKey.of("too short"))
                .withMessageContaining("16..1024 bytes, length=9");
        assertThat(KEY).hasToString("PreSharedKey[...]");
    }
}
