package dev.microkernel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has a layout, and what its author hears of a record that has none. */
class LayoutBuilderTest {

    record Empty() {}

    record Emptier(Empty one, Empty two) {}

    record EmptyList(List<Emptier> elements) {}

    record EmptyArray(Empty[] elements) {}

    record EmptyOptional(Optional<Empty> element) {}

    record Node(int value, List<Node> children) {}

    record Chicken(Optional<Egg> egg) {}

    record Egg(Chicken[] chickens) {}

    record Box<T>(T value) {}

    record Boxed(Box<String> box) {}

    record Raw(@SuppressWarnings("rawtypes") List list) {}

    record Wild(List<?> list) {}

    record Mapped(Map<String, String> map) {}

    record Letter(char letter) {}

    record Boxes(Integer number) {}

    record BoxArray(Integer[] numbers) {}

    record LetterBox(List<Character> letters) {}

    record Any(Object value) {}

    record AnyEnum(Enum<?> value) {}

    record Calendar(Month month) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Generics(List<String>[] lists, Optional<int[]>[] optionals) {}

    record Kilobyte(
            long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l, long m) {}

    record K2(Kilobyte a, Kilobyte b, Kilobyte c, Kilobyte d, Kilobyte e, Kilobyte f, Kilobyte g, Kilobyte h) {}

    record K3(K2 a, K2 b, K2 c, K2 d, K2 e, K2 f, K2 g, K2 h, K2 i, K2 j, K2 k, K2 l, K2 m, K2 n, K2 o, K2 p) {}

    record K4(K3 a, K3 b, K3 c, K3 d, K3 e, K3 f, K3 g, K3 h, K3 i, K3 j, K3 k, K3 l, K3 m, K3 n, K3 o, K3 p) {}

    record K5(K4 a, K4 b, K4 c, K4 d, K4 e, K4 f, K4 g, K4 h, K4 i, K4 j, K4 k, K4 l, K4 m, K4 n, K4 o, K4 p) {}

    record NoType(int value) {}

    @MessageType(0xFF000001)
    record Reserved(int value) {}

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(EmptyList.class, "at least one byte, component=elements"),
                Arguments.of(EmptyArray.class, "at least one byte, component=elements"),
                Arguments.of(Node.class, "must not contain itself, records=" + Node.class.getName() + " > "),
                Arguments.of(
                        Chicken.class,
                        Chicken.class.getName() + " > " + Egg.class.getName() + " > " + Chicken.class.getName()),
                Arguments.of(Box.class, "must not be generic"),
                Arguments.of(Boxed.class, "component=box"),
                Arguments.of(Raw.class, "component=list, type=java.util.List,"),
                Arguments.of(Wild.class, "component=list, type=java.util.List<?>,"),
                Arguments.of(Mapped.class, "component=map"),
                Arguments.of(Letter.class, "component=letter, type=char"),
                Arguments.of(Boxes.class, "use the primitive"),
                Arguments.of(BoxArray.class, "use the primitive"),
                Arguments.of(LetterBox.class, "component=letters"),
                Arguments.of(Any.class, "component=value, type=java.lang.Object, record=" + Any.class.getName()),
                Arguments.of(AnyEnum.class, "component=value"),
                Arguments.of(TooManyConstants.Holder.class, "at most 256 constants"),
                Arguments.of(K5.class, "must fit into 1048576 bytes, record=" + K5.class.getName()));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesARecordWithoutALayoutAndSaysWhatToChange(Class<?> type, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayoutBuilder(PackedStruct.LENGTH_MAX).record(type))
                .withMessageContaining(reason);
    }

    @Test
    void refusesMessagesWithoutANumberOrWithOneOfTheSystems() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStruct.of(NoType.class))
                .withMessageContaining("@MessageType(200)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStruct.of(Reserved.class))
                .withMessageContaining("below 0xff000000");
    }

    @Test
    void laysOutARecordThatOccursTwiceAndGenericsOfGenerics() {
        var builder = new LayoutBuilder(PackedStruct.LENGTH_MAX);

        assertThat(builder.record(K2.class).lengthMin()).isEqualTo(8 * 13 * 8);
        assertThat(builder.record(Generics.class).lengthMin()).isEqualTo(8);
        assertThat(builder.record(EmptyOptional.class).lengthMin()).isEqualTo(1);
        assertThat(builder.record(Calendar.class).lengthMin()).isEqualTo(1);
        assertThat(builder.record(TooManyConstants.JustEnough.class).lengthMin())
                .isEqualTo(1);
    }
}
