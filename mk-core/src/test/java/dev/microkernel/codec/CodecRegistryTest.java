package dev.microkernel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

class CodecRegistryTest {

    @MessageType(200)
    record Reading(int sensor, float celsius) {}

    @MessageType(200)
    record AlsoTwoHundred(int value) {}

    @MessageType(201)
    record Order(String item, int pieces) {}

    /** Such as a generator makes: neither a record nor annotated. */
    static final class Generated {
        public int value;
    }

    record NoNumber(int value) {}

    sealed interface Command {}

    @MessageType(210)
    record Open(int door) implements Command {}

    sealed interface Slow extends Command {}

    @MessageType(211)
    record Close(int door) implements Slow {}

    static non-sealed class Other implements Slow {}

    /** JSON, CBOR, or whatever else an object mapper writes. */
    record Jackson(ObjectMapper mapper) implements PayloadCodec {
        @Override
        public byte[] encode(Object message) {
            return mapper.writeValueAsBytes(message);
        }

        @Override
        public <T> T decode(byte[] payload, Class<T> type) {
            return mapper.readValue(payload, type);
        }
    }

    private static final PayloadCodec JSON = new Jackson(new ObjectMapper());

    private final CodecRegistry registry = new CodecRegistry();

    @Test
    void knowsRegisteredTypesOnly() {
        registry.register(Reading.class);
        registry.register(Reading.class);
        var wire = registry.encode(new Reading(2, 3));

        assertThat(wire.type()).isEqualTo(200);
        assertThat(registry.decode(wire)).isEqualTo(new Reading(2, 3));
        assertThatExceptionOfType(UnknownMessageTypeException.class)
                .isThrownBy(() -> registry.decode(new WireMessage(201, new byte[0])))
                .withMessageContaining("message type 201");
        assertThatExceptionOfType(UnknownMessageTypeException.class)
                .isThrownBy(() -> registry.decode(new WireMessage(0xFFFFFFFF, new byte[0])))
                .withMessageContaining("4294967295");
    }

    @Test
    void refusesASecondClassForANumber() {
        registry.register(Reading.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(AlsoTwoHundred.class))
                .withMessageContaining("stands for one class");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(200, Generated.class, JSON))
                .withMessageContaining("stands for one class");
        registry.register(202, Generated.class, JSON); // what was refused has left nothing behind
    }

    @Test
    void refusesToSendWhatIsNeitherARecordNorHasACodec() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.encode("text"))
                .withMessageContaining("class=java.lang.String");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.encode(new NoNumber(1)))
                .withMessageContaining("@MessageType(200)");
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register(Generated.class));
    }

    @Test
    void looksAtTheBytesOnlyOfWhatTheReceiverTakes() {
        registry.register(Reading.class);
        registry.register(Order.class);

        assertThatExceptionOfType(UnknownMessageTypeException.class)
                .isThrownBy(() -> registry.decode(new WireMessage(200, new byte[0]), Set.of(Order.class)))
                .withMessageContaining("takes no Reading from other nodes");
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> registry.decode(new WireMessage(200, new byte[0]), Set.of(Reading.class)))
                .isNotInstanceOf(UnknownMessageTypeException.class);
    }

    @Test
    void writesAClassWithTheCodecItWasGiven() {
        registry.register(Order.class, JSON);
        registry.register(Order.class); // as an actor does that declares it
        var wire = registry.encode(new Order("bolt", 3));

        assertThat(wire.type()).isEqualTo(201);
        assertThat(new String(wire.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"item\":\"bolt\",\"pieces\":3}");
        assertThat(registry.decode(wire)).isEqualTo(new Order("bolt", 3));
    }

    @Test
    void writesAClassThatCannotBeAnnotatedUnderTheNumberItWasGiven() {
        registry.register(0xFEFFFFFF, Generated.class, new Jackson(new CBORMapper()));
        var message = new Generated();
        message.value = 7;
        var wire = registry.encode(message);

        assertThat(wire).isEqualTo(new WireMessage(0xFEFFFFFF, bytes("bf6576616c756507ff")));
        assertThat(registry.decode(wire))
                .isInstanceOfSatisfying(
                        Generated.class, read -> assertThat(read.value).isEqualTo(7));
    }

    @Test
    void refusesCodecsThatCouldNotBeFoundOrWouldComeTooLate() {
        registry.encode(new Reading(1, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(Reading.class, JSON))
                .withMessageContaining("have one already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(NoNumber.class, JSON))
                .withMessageContaining("@MessageType(200)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(0xFF000000, Generated.class, JSON))
                .withMessageContaining("below 0xff000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(300, Command.class, JSON))
                .withMessageContaining("abstract");
    }

    @Test
    void callsMalformedWhateverACodecThrowsOrGivesInstead() {
        registry.register(Order.class, JSON);
        registry.register(202, Generated.class, new PayloadCodec() {
            @Override
            public byte[] encode(Object message) {
                throw new IllegalArgumentException("has no bytes");
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> T decode(byte[] payload, Class<T> type) {
                return switch (payload.length) {
                    case 0 -> null;
                    case 1 -> (T) "text";
                    case 2 -> throw new MalformedMessageException("of its own");
                    default -> decode(payload, type);
                };
            }
        });

        assertMalformed(201, "not JSON", "Order cannot be read: tools.jackson");
        assertMalformed(201, "\"" + "x".repeat(100_000) + "\"", "Order cannot be read: tools.jackson");
        assertMalformed(202, "", "Generated cannot be read: the codec gave null");
        assertMalformed(202, "1", "Generated cannot be read: the codec gave java.lang.String");
        assertMalformed(202, "12", "of its own");
        assertMalformed(202, "123", "Generated cannot be read: java.lang.StackOverflowError");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.encode(new Generated()))
                .withMessage("has no bytes");
    }

    @Test
    void aCopyKnowsWhatItsOriginalKnewAndNothingLater() {
        registry.register(Order.class, JSON);
        var copy = new CodecRegistry(registry);
        registry.register(Reading.class);
        copy.register(AlsoTwoHundred.class);

        assertThat(copy.decode(registry.encode(new Order("nut", 1)))).isEqualTo(new Order("nut", 1));
        assertThat(registry.decode(new WireMessage(200, new byte[8]))).isEqualTo(new Reading(0, 0));
    }

    @Test
    void aSealedInterfaceStandsForAllThatItPermits() {
        assertThat(CodecRegistry.messagesOf(Command.class)).containsExactly(Open.class, Close.class, Other.class);
        assertThat(CodecRegistry.messagesOf(Open.class)).containsExactly(Open.class);
        assertThat(CodecRegistry.messagesOf(Runnable.class)).containsExactly(Runnable.class);
    }

    private void assertMalformed(int type, String payload, String reason) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> registry.decode(new WireMessage(type, payload.getBytes(StandardCharsets.UTF_8))))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith(reason)
                        .hasSizeLessThanOrEqualTo(MalformedMessageException.TEXT_LENGTH_MAX));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
