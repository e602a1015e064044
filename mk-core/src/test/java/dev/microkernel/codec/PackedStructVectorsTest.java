package dev.microkernel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The bytes in the file that describes the layout to other languages. */
class PackedStructVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode FILE =
            JSON.readTree(Path.of("../docs/wire/packed-struct-vectors.json").toFile());

    static List<JsonNode> vectors() {
        return StreamSupport.stream(FILE.get("vectors").spliterator(), false).toList();
    }

    static List<JsonNode> malformed() {
        return StreamSupport.stream(FILE.get("malformed").spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesAndReadsTheBytesOfAVector(JsonNode vector) {
        var struct = struct(vector);
        var value = JSON.treeToValue(vector.get("value"), struct.type());

        assertThat(HexFormat.of().formatHex(encode(struct, value)))
                .isEqualTo(vector.get("bytes").asString());
        assertThat(struct.decode(bytes(vector)))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesEveryOtherLengthOfAVector(JsonNode vector) {
        var struct = struct(vector);
        var bytes = bytes(vector);
        for (int length = 0; length <= bytes.length + 4; length++) {
            if (length != bytes.length) {
                var wrong = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(MalformedMessageException.class)
                        .as("length %d", length)
                        .isThrownBy(() -> struct.decode(wrong));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhatIsWrongAndWhere(JsonNode vector) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> struct(vector).decode(bytes(vector)))
                .withMessage(vector.get("reason").asString());
    }

    @Test
    void haveOneForEveryRecordOfTheSamples() {
        assertThat(vectors().stream()
                        .map(vector -> vector.get("record").asString())
                        .collect(Collectors.toSet()))
                .isEqualTo(Samples.MESSAGES.stream().map(Class::getSimpleName).collect(Collectors.toSet()));
        assertThat(malformed()).hasSizeGreaterThan(15);
    }

    private static PackedStruct<?> struct(JsonNode vector) {
        var name = vector.get("record").asString();
        return PackedStruct.of(Samples.MESSAGES.stream()
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow());
    }

    private static byte[] bytes(JsonNode vector) {
        return HexFormat.of().parseHex(vector.get("bytes").asString());
    }

    private static <R extends Record> byte[] encode(PackedStruct<R> struct, Object value) {
        return struct.encode(struct.type().cast(value));
    }
}
