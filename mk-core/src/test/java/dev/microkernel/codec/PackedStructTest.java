package dev.microkernel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.codec.Samples.Maybe;
import dev.microkernel.codec.Samples.Named;
import dev.microkernel.codec.Samples.Plan;
import dev.microkernel.codec.Samples.Reading;
import dev.microkernel.codec.Samples.Room;
import dev.microkernel.codec.Samples.Route;
import dev.microkernel.codec.Samples.Setpoint;
import dev.microkernel.codec.Samples.Tables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedStructTest {

    @MessageType(310)
    record Percent(byte value) {
        Percent {
            if (value < 0 || value > 100) {
                throw new IllegalArgumentException("value must be 0..100, value=" + value);
            }
        }
    }

    @MessageType(311)
    record Percents(List<Percent> values) {}

    @MessageType(312)
    record Picky(byte how) {
        Picky {
            switch (how) {
                case 1 -> throw new AssertionError("not asserted");
                case 2 -> throw new StackOverflowError();
                case 3 -> throw new IllegalStateException("x".repeat(1 << 20));
                case 4 -> throw new UnsupportedOperationException();
                default -> {}
            }
        }
    }

    @MessageType(313)
    record Numbers(int[] values) {}

    @MessageType(314)
    record Nothing() {}

    @MessageType(315)
    record Broken(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("broken accessor");
        }
    }

    @MessageType(316)
    record Raw(float single, double exact) {}

    // ---- reading

    @Test
    void callsValuesMalformedThatTheRecordRefuses() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> PackedStruct.of(Percent.class).decode(new byte[] {101}))
                .withMessage("Percent refused its values: value must be 0..100, value=101");
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() ->
                        PackedStruct.of(Percents.class).decode(HexFormat.of().parseHex("020000000165")))
                .withMessage("Percents.values[1] refused its values: value must be 0..100, value=101");
    }

    @ParameterizedTest
    @ValueSource(bytes = {1, 2, 3, 4})
    void callsWhateverAConstructorThrowsOverItsValuesMalformed(byte how) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> PackedStruct.of(Picky.class).decode(new byte[] {how}))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith("Picky refused its values: ")
                        .hasSizeLessThanOrEqualTo(MalformedMessageException.TEXT_LENGTH_MAX));
    }

    @Test
    void givesListsThatCannotBeChanged() {
        var route = roundTrip(new Route(new ArrayList<>(List.of(1)), List.of(), List.of(), List.of()));

        assertThat(route.stops()).isUnmodifiable();
    }

    @Test
    void tellsACharacterForBadUtf8FromBadUtf8() {
        assertThat(roundTrip(new Named("\uFFFD")).name()).isEqualTo("\uFFFD");
    }

    @Test
    void keepsTheBitsOfNumbersThatAreNone() {
        var bytes = HexFormat.of().parseHex("0100c07f" + "010000000000f87f");
        var struct = PackedStruct.of(Raw.class);

        assertThat(struct.encode(struct.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void carriesARecordWithoutComponentsInNoBytes() {
        var struct = PackedStruct.of(Nothing.class);

        assertThat(struct.encode(new Nothing())).isEmpty();
        assertThat(struct.decode(new byte[0])).isEqualTo(new Nothing());
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> struct.decode(new byte[1]))
                .withMessage("Nothing must have 0 bytes, length=1");
    }

    // ---- writing

    @Test
    void refusesNullAndNamesTheComponent() {
        assertRefused(new Named(null), "Named.name must not be null");
        assertRefused(
                new Route(Collections.singletonList(null), List.of(), List.of(), List.of()),
                "Route.stops[0] must not be null");
        assertRefused(new Maybe(Optional.empty(), null, Optional.empty(), List.of()), "Maybe.name must not be null");
        assertRefused(
                new Tables(new String[] {"a", null}, new Samples.Point[0], new int[0][], new Samples.Mode[0]),
                "Tables.names[1] must not be null");
        var rooms = List.of(
                new Room("a", List.of(), Optional.empty()),
                new Room("b", List.of(new Setpoint(null, (short) 0)), Optional.empty()));
        assertRefused(new Plan(rooms, 0), "Plan.rooms[1].setpoints[0].mode must not be null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83C", "a\uDF21", "\uDF21\uD83C"})
    void refusesHalfASurrogatePairRatherThanSendingAQuestionMark(String text) {
        assertRefused(new Named(text), "Named.name must not hold half a surrogate pair: UTF-8 has no bytes for it");
    }

    @Test
    void refusesMoreThanFitsIntoAFrameBeforeItIsWritten() {
        var struct = PackedStruct.of(Numbers.class);

        assertThat(struct.encode(new Numbers(new int[(1 << 18) - 1]))).hasSize(PackedStruct.LENGTH_MAX);
        assertRefused(
                new Numbers(new int[1 << 18]),
                "Numbers.values does not fit: a message must have at most 1048576 bytes, needed=1048580");
        assertRefused(
                new Named("x".repeat(PackedStruct.LENGTH_MAX)),
                "Named.name does not fit: a message must have at most 1048576 bytes, needed=1048580");
        assertRefused(
                new Route(List.of(), Collections.nCopies(200_000, "ab"), List.of(), List.of()),
                "Route.names[174761] does not fit: a message must have at most 1048576 bytes, needed=1048580");
        assertRefused(
                new Route(Collections.nCopies(Integer.MAX_VALUE, 1), List.of(), List.of(), List.of()),
                "Route.stops does not fit: a message must have at most 1048576 bytes, needed=8589934592");
    }

    @Test
    void letsAnAccessorThatThrowsFailItsSender() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PackedStruct.of(Broken.class).encode(new Broken(1)))
                .withMessage("broken accessor");
    }

    @Test
    void makesMessagesThatGrowWhileTheyAreWritten() {
        var names = Collections.nCopies(1000, "grün ist es");
        var route = new Route(List.of(1, 2, 3), names, List.of(), List.of(List.of((short) 4)));

        assertThat(roundTrip(route)).isEqualTo(route);
        assertThat(PackedStruct.of(Reading.class).encode(new Reading(1, 2))).hasSize(8);
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> R roundTrip(R message) {
        var struct = PackedStruct.of((Class<R>) message.getClass());
        return struct.decode(struct.encode(message));
    }

    private static void assertRefused(Record message, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> roundTrip(message))
                .withMessage(reason);
    }
}
