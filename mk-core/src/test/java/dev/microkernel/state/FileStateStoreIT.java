package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of processes that are killed. */
class FileStateStoreIT {

    private static final int KILLS = 12;

    @TempDir
    Path directory;

    private Process startSaver(int firstNumber) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledSaver.class.getName(),
                        directory.toString(),
                        Integer.toString(firstNumber))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aKilledProcessLeavesItsLastCompletedSaves() throws Exception {
        var random = new Random(1);
        var last = new int[KilledSaver.KEYS];
        int next = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            var saver = startSaver(next);
            int lines = kill % 4 == 0 ? random.nextInt(10) : random.nextInt(1_500);
            try (var out = saver.inputReader()) {
                readSaves(out, lines, last);
                saver.toHandle().destroyForcibly(); // the process's own method would close the stream, too
                readSaves(out, Integer.MAX_VALUE, last); // what it had said before the kill reached it
            }
            assertThat(saver.waitFor()).isEqualTo(128 + 9);
            next = 1 + checkSaves(last);
        }
        assertThat(next).isGreaterThan(KILLS * 100);
    }

    private static void readSaves(BufferedReader out, int lines, int[] last) throws IOException {
        for (int i = 0; i < lines; i++) {
            var line = out.readLine();
            if (line == null) {
                return;
            }
            var words = line.split(" ", -1);
            if (words.length == 2 && !words[1].isEmpty()) { // the last line may be cut, too
                int number = Integer.parseInt(words[1]);
                last[number % KilledSaver.KEYS] = Math.max(last[number % KilledSaver.KEYS], number);
            }
        }
    }

    /** Each key has a whole value, no older than the last one said to be saved; says the newest number. */
    private int checkSaves(int[] last) {
        int newest = 0;
        try (var store = FileStateStore.open(directory)) {
            for (int key = 0; key < KilledSaver.KEYS; key++) {
                var value = store.load(KilledSaver.OWNER, KilledSaver.key(key)).join();
                if (value.isEmpty()) {
                    assertThat(last[key]).isZero();
                    continue;
                }
                int number = ByteBuffer.wrap(value.get()).getInt();
                assertThat(number).isGreaterThanOrEqualTo(last[key]);
                assertThat(number % KilledSaver.KEYS).isEqualTo(key);
                assertThat(value.get()).isEqualTo(KilledSaver.value(number));
                newest = Math.max(newest, number);
            }
        }
        return newest;
    }

    @Test
    void aSecondProcessIsRefusedAndHarmsNothing() throws Exception {
        var first = startSaver(1);
        try (var out = first.inputReader()) {
            assertThat(out.readLine()).isEqualTo("open");

            assertThatThrownBy(() -> FileStateStore.open(directory))
                    .isExactlyInstanceOf(StateException.class)
                    .hasMessageContainingAll("one store at a time", "process " + first.pid(), directory.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(out.readLine()).isNotNull(); // it goes on
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
        FileStateStore.open(directory).close();
        assertThat(Files.size(directory.resolve(StateLog.NAME))).isGreaterThan(100);
    }
}
