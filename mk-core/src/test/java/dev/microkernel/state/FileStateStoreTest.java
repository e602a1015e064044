package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreTest extends StateStoreContract {

    @TempDir
    Path directory;

    @Override
    StateStore create(StateLimits limits) {
        return FileStateStore.open(directory.resolve("state"), limits);
    }

    private StateStore reopen() {
        store.close();
        return open();
    }

    private Path log() {
        return directory.resolve("state").resolve(StateLog.NAME);
    }

    @Test
    void findsEverythingWhenItIsOpenedAgain() {
        open();
        save("a", "k", "one");
        save("a", "k", "two");
        save("a", "gone", "v");
        save("b", "k", "");
        save("c", "k", "v");
        store.delete("a", StateKey.of("gone")).join();
        store.clear("c").join();
        reopen();

        assertThat(load("a", "k")).isEqualTo("two");
        assertThat(load("a", "gone")).isEqualTo("nothing");
        assertThat(load("b", "k")).isEmpty();
        assertThat(store.usage()).isEqualTo(new StateUsage(2, 5));
        save("b", "k", "v");
        reopen();
        assertThat(load("b", "k")).isEqualTo("v");
    }

    @Test
    void writesNothingWhereNothingChanges() throws IOException {
        open();
        save("a", "k", "v");
        long size = Files.size(log());
        store.delete("a", StateKey.of("other")).join();
        store.clear("b").join();

        assertThat(Files.size(log())).isEqualTo(size);
    }

    @Test
    void keepsWhatWasSavedUnderHigherLimits() {
        open();
        save("a", "k", "123456");
        save("a", "j", "1");
        store.close();
        open(StateLimits.defaults().withOwner(1, 3).withValueLength(3));

        assertThat(load("a", "k")).isEqualTo("123456");
        save("a", "k", "12");
        assertThatThrownBy(() -> save("a", "k", "123")).hasMessageContaining("ownerBytes");
    }

    @Test
    void refusesASecondStoreOfThisProcess() {
        open();
        save("a", "k", "v");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> FileStateStore.open(directory.resolve("state/.")))
                    .isExactlyInstanceOf(StateException.class)
                    .hasMessageContainingAll("one store at a time", "this process", "state");
        }
        save("a", "k", "still mine");
    }

    @Test
    void createsTheDirectoryAndThoseAbove() {
        store = FileStateStore.open(directory.resolve("one/two/three"));
        save("a", "k", "v");
        store.close();
        store = FileStateStore.open(directory.resolve("one/two/three"));

        assertThat(load("a", "k")).isEqualTo("v");
    }

    @Test
    void refusesADirectoryThatIsNone() throws IOException {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> FileStateStore.open(file))
                .isExactlyInstanceOf(StateException.class)
                .hasMessageContainingAll("could not be opened", "file", "can be read and written");
    }

    @Test
    void leavesADamagedFileAsItIsAndTheDirectoryToOthers() throws IOException {
        open();
        save("a", "k", "value");
        save("a", "k", "other");
        store.close();
        var bytes = Files.readAllBytes(log());
        bytes[LogFormat.FILE_HEADER_LENGTH + LogFormat.FRAME_HEADER_LENGTH + 12] ^= 1;
        Files.write(log(), bytes);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::open)
                    .isExactlyInstanceOf(StateException.class)
                    .hasMessageContainingAll("checksum", "state.log", "position=16", "put back a copy");
            assertThat(log()).hasBinaryContent(bytes);
        }
        Files.delete(log());
        open();
        assertThat(store.usage()).isEqualTo(StateUsage.NONE);
    }

    @Test
    void doesNotGrowWithItsHistory() throws IOException {
        store = FileStateStore.open(Directory.lock(directory.resolve("state")), StateLimits.defaults(), 10_000);
        var value = "v".repeat(1_000);
        for (int i = 0; i < 300; i++) {
            save("a", "k" + i % 3, value + i);
            assertThat(Files.size(log())).isLessThan(20_000);
        }
        reopen();

        assertThat(load("a", "k2")).isEqualTo(value + 299);
        assertThat(load("a", "k0")).isEqualTo(value + 297);
        assertThat(Files.exists(directory.resolve("state").resolve(StateLog.NEW)))
                .isFalse();
    }

    @Test
    void callbacksRunOnAThreadThatTheyCannotHarm() {
        open();
        var closing = store.save("a", KEY, new byte[1]).handle((_, _) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("from the callback");
        });
        assertThatThrownBy(closing::join).hasMessageContaining("from the callback");

        IntStream.range(0, 10).forEach(i -> save("a", "k", "v" + i));
        assertThat(load("a", "k")).isEqualTo("v9");
    }

    @Test
    void anInterruptedThreadClosesItAllTheSame() {
        open();
        var last = store.save("a", KEY, bytes("last"));
        Thread.currentThread().interrupt();
        store.close();

        assertThat(Thread.interrupted()).isTrue();
        last.join();
        open();
        assertThat(load("a", "key")).isEqualTo("last");
    }

    @Test
    void everySaveIsAnsweredWhenItIsClosedMeanwhile() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            open();
            var saved = new ConcurrentHashMap<String, String>();
            var begun = new CountDownLatch(4);
            var threads = IntStream.range(0, 4)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> saveUntilClosed("owner-" + i, saved, begun)))
                    .toList();
            begun.await();
            store.close();
            for (var thread : threads) {
                thread.join();
            }

            open();
            assertThat(saved)
                    .hasSize(4)
                    .allSatisfy((owner, value) -> assertThat(load(owner, "key")).isEqualTo(value));
            store.close();
        }
    }

    private void saveUntilClosed(String owner, Map<String, String> saved, CountDownLatch begun) {
        for (int i = 0; ; i++) {
            try {
                save(owner, "key", "" + i);
            } catch (CompletionException closed) {
                return;
            }
            saved.put(owner, "" + i);
            if (i == 0) {
                begun.countDown();
            }
        }
    }
}
