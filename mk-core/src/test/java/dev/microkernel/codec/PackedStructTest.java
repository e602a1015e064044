package dev.microkernel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedStructTest {

    @MessageType(200)
    record Reading(int sensor, float celsius) {}

    @MessageType(300)
    record Everything(
            boolean on, byte small, short middle, int number, long big, float single, double exact, String text) {}

    @MessageType(301)
    record Percent(byte value) {
        Percent {
            if (value < 0 || value > 100) {
                throw new IllegalArgumentException("value must be 0..100, value=" + value);
            }
        }
    }

    @MessageType(302)
    record Lists(List<Integer> numbers) {}

    record NoType(int value) {}

    @MessageType(0xFF000001)
    record Reserved(int value) {}

    @MessageType(200)
    record AlsoTwoHundred(int value) {}

    @Test
    void laysAReadingOutAsAPackedCStruct() {
        var struct = PackedStruct.of(Reading.class);

        assertThat(HexFormat.of().formatHex(struct.encode(new Reading(1, 21.5f))))
                .isEqualTo("010000000000ac41");
        assertThat(struct.decode(HexFormat.of().parseHex("010000000000ac41"))).isEqualTo(new Reading(1, 21.5f));
    }

    @Test
    void carriesEveryTypeThereAndBack() {
        var struct = PackedStruct.of(Everything.class);
        var message = new Everything(true, (byte) -1, (short) -2, -3, -4L, 5.5f, -6.25, "grün");

        assertThat(struct.decode(struct.encode(message))).isEqualTo(message);
    }

    @Test
    void refusesEveryTruncationAndEveryExtension() {
        var struct = PackedStruct.of(Everything.class);
        var bytes = struct.encode(new Everything(true, (byte) 1, (short) 2, 3, 4, 5, 6, "seven"));

        for (int length = 0; length <= bytes.length + 4; length++) {
            if (length != bytes.length) {
                var wrong = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(MalformedMessageException.class)
                        .as("length %d", length)
                        .isThrownBy(() -> struct.decode(wrong));
            }
        }
    }

    @Test
    void refusesALengthThatLies() {
        var struct = PackedStruct.of(Everything.class);
        var bytes = struct.encode(new Everything(true, (byte) 1, (short) 2, 3, 4, 5, 6, "seven"));
        Arrays.fill(bytes, bytes.length - 9, bytes.length - 5, (byte) 0xFF);

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> struct.decode(bytes))
                .withMessage("Everything.text needs 4294967295 bytes, left=5");
    }

    @Test
    void callsValuesMalformedThatTheRecordRefuses() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> PackedStruct.of(Percent.class).decode(new byte[] {101}))
                .withMessageContaining("value=101");
    }

    @Test
    void refusesRecordsWithoutALayoutAndSaysWhatToChange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStruct.of(NoType.class))
                .withMessageContaining("@MessageType(200)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStruct.of(Reserved.class))
                .withMessageContaining("below 0xff000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedStruct.of(Lists.class))
                .withMessageContaining("component=numbers");
    }

    @Test
    void theRecordCodecKnowsRegisteredTypesOnly() {
        var codec = new RecordCodec();
        codec.register(Reading.class);
        codec.register(Reading.class);
        var wire = codec.encode(new Reading(2, 3));

        assertThat(wire.type()).isEqualTo(200);
        assertThat(codec.decode(wire)).isEqualTo(new Reading(2, 3));
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> codec.decode(new WireMessage(201, new byte[0])))
                .withMessageContaining("201");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.register(AlsoTwoHundred.class))
                .withMessageContaining("stands for one record");
        assertThatIllegalArgumentException().isThrownBy(() -> codec.encode("text"));
    }
}
