package dev.microkernel.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    /** Feeds a stream in pieces of one length. */
    private static List<String> read(Framing framing, byte[] stream, int piece) throws NetException {
        var reader = new FrameReader(framing);
        var messages = new ArrayList<String>();
        for (int at = 0; at < stream.length; at += piece) {
            var in = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
            for (var next = reader.next(in); next != null; next = reader.next(in)) {
                messages.add(next.utf8());
            }
        }
        var last = reader.last();
        if (last != null) {
            messages.add(last.utf8());
        }
        return messages;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void linesAreTheSameHoweverTheStreamIsCut(int piece) throws NetException {
        assertThat(read(Framing.lines(10), utf8("one\ntwo\r\n\n\r\nmid\rdle\ngrün\nlast"), piece))
                .containsExactly("one", "two", "", "", "mid\rdle", "grün", "last");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void prefixedMessagesAreTheSameHoweverTheStreamIsCut(int piece) throws NetException {
        var little = new Framing.LengthPrefixed(2, ByteOrder.LITTLE_ENDIAN, 300);
        var stream = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        stream.putShort((short) 3)
                .put(utf8("one"))
                .putShort((short) 0)
                .putShort((short) 300)
                .put(utf8("x".repeat(300)));

        assertThat(read(little, Arrays.copyOf(stream.array(), stream.position()), piece))
                .containsExactly("one", "", "x".repeat(300));
    }

    @Test
    void aLineMayBeAsLongAsAllowedWithEitherEnd() throws NetException {
        assertThat(read(Framing.lines(4), utf8("four\nfour\r\nfour"), 1)).containsExactly("four", "four", "four");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fiver\n", "fiver\r\n", "fiver"})
    void refusesALineThatIsTooLong(String line) {
        requireTooLong(Framing.lines(4), utf8(line), 1);
        requireTooLong(Framing.lines(4), utf8(line), 100);
    }

    @Test
    void refusesALengthThatIsTooLongBeforeItsBytesCome() {
        requireTooLong(Framing.lengthPrefixed(1000), new byte[] {0, 0, 3, (byte) 0xE9}, 1);
        requireTooLong(Framing.lengthPrefixed(1000), new byte[] {-1, -1, -1, -1}, 4);
    }

    private static void requireTooLong(Framing framing, byte[] stream, int piece) {
        assertThatExceptionOfType(NetException.class)
                .isThrownBy(() -> read(framing, stream, piece))
                .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT));
    }

    @Test
    void anEndWithinAPrefixedMessageIsABreakage() {
        for (var stream : List.of(new byte[] {0}, new byte[] {0, 0, 0, 2, 7})) {
            assertThatExceptionOfType(NetException.class)
                    .isThrownBy(() -> read(Framing.lengthPrefixed(10), stream, 1))
                    .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(NetFailure.Kind.BROKEN));
        }
    }

    @Test
    void memoryGrowsWithWhatHasComeAndNotWithWhatWasAnnounced() throws NetException {
        var reader = new FrameReader(Framing.lengthPrefixed(Framing.LENGTH_MAX));
        assertThat(reader.next(ByteBuffer.wrap(new byte[] {3, -1, -1, -1, 7}))).isNull();
    }

    @Test
    void whatIsWrittenIsRead() throws NetException {
        for (var framing : List.of(
                Framing.lines(300),
                Framing.lengthPrefixed(300),
                new Framing.LengthPrefixed(1, ByteOrder.BIG_ENDIAN, 255),
                new Framing.LengthPrefixed(2, ByteOrder.LITTLE_ENDIAN, 65_535))) {
            for (var text : List.of("", "a", "ü".repeat(100))) {
                var frame = FrameWriter.frame(framing, Bytes.utf8(text));
                assertThat(new FrameReader(framing).next(frame)).isEqualTo(Bytes.utf8(text));
                assertThat(frame.hasRemaining()).isFalse();
            }
        }
    }

    @Test
    void refusesToWriteWhatCouldNotBeReadAgain() {
        assertThatExceptionOfType(NetException.class)
                .isThrownBy(() -> FrameWriter.frame(Framing.lines(10), Bytes.utf8("QUIT\r\n")));
        assertThatExceptionOfType(NetException.class)
                .isThrownBy(() -> FrameWriter.frame(Framing.lengthPrefixed(3), Bytes.utf8("four")));
    }

    @Test
    void refusesFramingsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Framing.lines(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Framing.lengthPrefixed(Framing.LENGTH_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Framing.LengthPrefixed(3, ByteOrder.BIG_ENDIAN, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Framing.LengthPrefixed(1, ByteOrder.BIG_ENDIAN, 256));
    }
}
