package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log finds in files that crashes and worse have left. */
class StateLogTest {

    private static final long NEVER_REWRITTEN = 1 << 30;

    private static TreeMap<String, String> open(FakeMedium medium) throws IOException {
        var contents = new Contents();
        new StateLog(medium, contents, NEVER_REWRITTEN).close();
        return texts(contents);
    }

    private static TreeMap<String, String> texts(Contents contents) {
        var texts = new TreeMap<String, String>();
        contents.forEach(
                put -> texts.put(put.owner() + "/" + put.key(), HexFormat.of().formatHex(put.value())));
        return texts;
    }

    private static List<Change> draw(RandomGenerator random, int valueLengthMax) {
        var changes = new ArrayList<Change>();
        do {
            var owner = "owner-" + random.nextInt(3);
            var key = StateKey.of("key-" + random.nextInt(5));
            changes.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new Change.Clear(owner);
                        case 1 -> new Change.Remove(owner, key);
                        default -> {
                            var value = new byte[random.nextInt(valueLengthMax)];
                            random.nextBytes(value);
                            yield new Change.Put(owner, key, value);
                        }
                    });
        } while (random.nextBoolean());
        return changes;
    }

    /** A file, and for each end of a frame what is saved up to there. */
    private record Written(byte[] bytes, TreeMap<Integer, TreeMap<String, String>> saved) {

        static Written of(int frames, int valueLengthMax) throws IOException {
            var medium = new FakeMedium();
            var contents = new Contents();
            var log = new StateLog(medium, contents, NEVER_REWRITTEN);
            var saved = new TreeMap<Integer, TreeMap<String, String>>();
            saved.put(medium.bytes(StateLog.NAME).length, texts(contents));
            var random = new Random(frames);
            for (int i = 0; i < frames; i++) {
                var changes = draw(random, valueLengthMax);
                log.append(changes);
                contents.apply(changes);
                saved.put(medium.bytes(StateLog.NAME).length, texts(contents));
            }
            return new Written(medium.bytes(StateLog.NAME), saved);
        }
    }

    @Test
    void findsTheLastCompleteSaveWhereverTheFileWasCut() throws IOException {
        var written = Written.of(40, 30);

        for (int length = 0; length <= written.bytes.length; length++) {
            var medium = FakeMedium.with(StateLog.NAME, Arrays.copyOf(written.bytes, length));
            if (length < LogFormat.FILE_HEADER_LENGTH) {
                assertThatThrownBy(() -> open(medium)).hasMessageContaining("it has only " + length + " bytes");
            } else {
                assertThat(open(medium))
                        .isEqualTo(written.saved.floorEntry(length).getValue());
                assertThat(medium.bytes(StateLog.NAME)).hasSize(written.saved.floorKey(length));
            }
        }
    }

    @Test
    void reportsEveryOtherByteAndChangesNothing() throws IOException {
        var written = Written.of(40, 30);

        for (int at = 0; at < written.bytes.length; at++) {
            for (int bits : new int[] {0x01, 0x80, 0xff}) {
                var damaged = written.bytes.clone();
                damaged[at] ^= (byte) bits;
                var medium = FakeMedium.with(StateLog.NAME, damaged);
                assertThatThrownBy(() -> open(medium))
                        .isExactlyInstanceOf(StateException.class)
                        .hasMessageContainingAll("fake/state.log", "nothing was changed");
                assertThat(medium.bytes(StateLog.NAME)).isEqualTo(damaged);
            }
        }
    }

    @Test
    void reportsFramesThatAreMissingOrTwice() throws IOException {
        var written = Written.of(10, 30);
        var ends = List.copyOf(written.saved.keySet());
        var third = Arrays.copyOfRange(written.bytes, ends.get(2), ends.get(3));

        var twice = FakeMedium.with(StateLog.NAME, concat(Arrays.copyOf(written.bytes, ends.get(3)), third));
        assertThatThrownBy(() -> open(twice)).hasMessageContaining("frame 4 was expected there, found 3");
        var missing = FakeMedium.with(StateLog.NAME, concat(Arrays.copyOf(written.bytes, ends.get(1)), third));
        assertThatThrownBy(() -> open(missing)).hasMessageContaining("frame 2 was expected there, found 3");
    }

    @Test
    void reportsFilesOfOthers() {
        var text = FakeMedium.with(StateLog.NAME, "this is my shopping list".getBytes());
        assertThatThrownBy(() -> open(text)).hasMessageContaining("does not begin as a state log does");

        var later = LogFormat.fileHeader();
        later.putInt(8, 2);
        var crc = new CRC32C();
        crc.update(later.slice(0, 12));
        later.putInt(12, (int) crc.getValue());
        var version = FakeMedium.with(StateLog.NAME, later.array());
        assertThatThrownBy(() -> open(version)).hasMessageContaining("is of version 2, this is 1");
    }

    @Test
    void reportsChangesItDoesNotKnow() throws IOException {
        var written = Written.of(1, 30);
        var body = LogFormat.frame(1, List.of(new Change.Clear("a")));
        int kindAt = LogFormat.FRAME_HEADER_LENGTH;
        body.put(kindAt, (byte) 9);
        var crc = new CRC32C();
        crc.update(body.slice(kindAt, body.limit() - kindAt));
        body.putInt(12, (int) crc.getValue());
        crc.reset();
        crc.update(body.slice(0, 16));
        body.putInt(16, (int) crc.getValue());
        var medium = FakeMedium.with(
                StateLog.NAME, concat(Arrays.copyOf(written.bytes, LogFormat.FILE_HEADER_LENGTH), body.array()));

        assertThatThrownBy(() -> open(medium)).hasMessageContaining("changes of an unknown kind");
    }

    @Test
    void hasAnAnswerForEveryBody() throws IOException {
        var random = new Random(1);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            var frame = LogFormat.frame(1, draw(random, 20));
            var body = new byte[frame.limit() - LogFormat.FRAME_HEADER_LENGTH];
            frame.get(LogFormat.FRAME_HEADER_LENGTH, body);
            for (int faults = random.nextInt(3); faults > 0; faults--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            if (LogFormat.changes(LogFormat.buffer(body.length).put(body).flip()) != null) {
                accepted++;
            }
        }
        assertThat(accepted).isBetween(5_000, 15_000);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aLossOfPowerTakesNothingThatWasSaved(long seed) throws IOException {
        var random = new Random(seed);
        var medium = new FakeMedium();
        for (int life = 0; life < 100; life++) {
            var contents = new Contents();
            var log = new StateLog(medium, contents, 4_000);
            for (int i = random.nextInt(10); i > 0; i--) {
                var changes = draw(random, 2_000);
                log.append(changes);
                contents.apply(changes);
                log.rewriteIfLong();
            }
            var saved = texts(contents);
            // The last save is cut short: its frame is written, but not forced.
            var last = draw(random, 2_000);
            medium.failAt(2, true);
            assertThatThrownBy(() -> log.append(last)).isInstanceOf(IOException.class);
            medium = random.nextBoolean() ? medium.afterPowerLoss(random) : medium.afterKill();

            var found = open(medium);
            contents.apply(last);
            assertThat(found).isIn(saved, texts(contents));
        }
    }

    @Test
    void aCrashWhileItIsWrittenAnewLeavesOneOfTheTwo() throws IOException {
        for (int operation = 1; ; operation++) {
            var medium = new FakeMedium();
            var contents = new Contents();
            var log = new StateLog(medium, contents, 100);
            var random = new Random(1);
            for (int i = 0; i < 20; i++) {
                var changes = draw(random, 100);
                log.append(changes);
                contents.apply(changes);
            }
            medium.failAt(operation, true);
            log.rewriteIfLong();
            boolean done = medium.operations() < operation;

            assertThat(open(medium.afterPowerLoss(random))).isEqualTo(texts(contents));
            assertThat(open(medium.afterKill())).isEqualTo(texts(contents));
            if (done) {
                assertThat(operation).isGreaterThan(5);
                return;
            }
        }
    }
}
