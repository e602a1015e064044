package dev.microkernel.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.codec.MalformedMessageException;
import dev.microkernel.codec.UnknownMessageTypeException;
import dev.microkernel.codec.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The bytes in the file that describes log lines to other languages. */
class LogLineVectorsTest {

    private static final JsonNode FILE = new ObjectMapper()
            .readTree(Path.of("../docs/wire/log-line-vectors.json").toFile());

    private final LogLineCodec codec = new LogLineCodec();

    static List<JsonNode> vectors() {
        return listed("vectors");
    }

    static List<JsonNode> repaired() {
        return listed("repaired");
    }

    static List<JsonNode> malformed() {
        return listed("malformed");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesAndReadsTheBytesOfAVector(JsonNode vector) {
        var message = codec.encode(line(vector));

        assertThat(message.type()).isEqualTo((int) FILE.get("type").asLong());
        assertThat(HexFormat.of().formatHex(message.payload()))
                .isEqualTo(vector.get("bytes").asString());
        assertThat(decode(bytes(vector))).isEqualTo(line(vector));
    }

    @ParameterizedTest
    @MethodSource("repaired")
    void makesTheBestOfWhatIsNoUtf8(JsonNode vector) {
        assertThat(decode(bytes(vector))).isEqualTo(line(vector));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhatIsWrongAndWhere(JsonNode vector) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> decode(bytes(vector)))
                .withMessage(vector.get("reason").asString());
    }

    @Test
    void takesNoOtherType() {
        assertThatExceptionOfType(UnknownMessageTypeException.class)
                .isThrownBy(() -> codec.decode(new WireMessage(200, new byte[5])))
                .withMessage("the log takes lines of type 4261412865 only, type=200");
    }

    @Test
    void keepsNoMoreOfALongTextThanALineMayHave() {
        for (var character : List.of("x", "é", "温", "🌡")) {
            var line = (LogLine) decode(payload(character.repeat(200_000).getBytes(StandardCharsets.UTF_8)));
            assertThat(line.text())
                    .hasSizeBetween(LogLine.TEXT_LENGTH_MAX - 1, LogLine.TEXT_LENGTH_MAX)
                    .startsWith(character.repeat(2000))
                    .endsWith(character + "…");
        }
    }

    private static byte[] payload(byte[] text) {
        return ByteBuffer.allocate(5 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private Object decode(byte[] payload) {
        return codec.decode(new WireMessage(LogLine.MESSAGE_TYPE, payload));
    }

    private static LogLine line(JsonNode vector) {
        return new LogLine(
                LogLine.Level.valueOf(vector.get("level").asString()),
                vector.get("text").asString());
    }

    private static byte[] bytes(JsonNode vector) {
        return HexFormat.of().parseHex(vector.get("bytes").asString());
    }

    private static List<JsonNode> listed(String name) {
        return StreamSupport.stream(FILE.get(name).spliterator(), false).toList();
    }
}
