package dev.microkernel.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose disk fails, at every operation in turn. */
class FailingDiskTest {

    private static final int SAVES = 30;

    private final FakeMedium medium = new FakeMedium();

    private static FileStateStore open(FakeMedium medium) {
        return FileStateStore.open(medium, StateLimits.defaults(), 300);
    }

    private static String load(StateStore store, String key) {
        return store.load("a", StateKey.of(key)).join().map(String::new).orElse("nothing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasSavedIsFoundWhicheverOperationFails(boolean forGood) {
        int failures = 0;
        for (int operation = 1; ; operation++) {
            var disk = new FakeMedium();
            disk.failAt(operation, forGood);
            Map<String, String> saved = new HashMap<>();
            Map<String, Set<String>> possible = new HashMap<>();
            try {
                save(disk, saved, possible);
            } catch (StateException e) {
                assertThat(e).hasMessageContaining("could not be opened");
                assertThat(disk.isClosed()).isTrue();
            }
            boolean survived = disk.operations() < operation;
            failures += survived ? 0 : 1;

            for (var left : new FakeMedium[] {disk.afterKill(), disk.afterPowerLoss(new Random(operation))}) {
                try (var store = open(left)) {
                    for (var key : possible.keySet()) {
                        assertThat(load(store, key)).isIn(possible.get(key));
                    }
                }
            }
            if (survived) {
                assertThat(failures).isGreaterThan(2 * SAVES);
                return;
            }
        }
    }

    private static void save(FakeMedium disk, Map<String, String> saved, Map<String, Set<String>> possible) {
        try (var store = open(disk)) {
            for (int i = 0; i < SAVES; i++) {
                var key = "key-" + i % 3;
                var value = "value " + i;
                try {
                    store.save("a", StateKey.of(key), value.getBytes(UTF_8)).join();
                    saved.put(key, value);
                    possible.put(key, new HashSet<>(Set.of(value)));
                } catch (CompletionException e) {
                    assertThat(e.getCause())
                            .isExactlyInstanceOf(StateException.class)
                            .hasMessageContaining("see to the disk");
                    possible.computeIfAbsent(key, _ -> new HashSet<>(Set.of("nothing")))
                            .add(value);
                }
                assertThat(load(store, key)).isEqualTo(saved.getOrDefault(key, "nothing"));
            }
        }
    }

    @Test
    void goesOnWhenTheDiskWasFull() {
        try (var store = open(medium)) {
            store.save("a", StateKey.of("k"), new byte[] {'1'}).join();
            medium.failAt(1, false);

            assertThatThrownBy(store.save("a", StateKey.of("k"), new byte[] {'2'})::join)
                    .hasMessageContainingAll("the disk is full", "nothing was changed");
            assertThat(load(store, "k")).isEqualTo("1");
            store.save("a", StateKey.of("k"), new byte[] {'3'}).join();
        }
        try (var store = open(medium.afterKill())) {
            assertThat(load(store, "k")).isEqualTo("3");
        }
    }

    @Test
    void takesNoMoreSavesWhenNobodyKnowsWhatIsOnTheDisk() {
        try (var store = open(medium)) {
            store.save("a", StateKey.of("k"), new byte[] {'1'}).join();
            medium.failAt(2, false); // append, then force

            assertThatThrownBy(store.save("a", StateKey.of("k"), new byte[] {'2'})::join)
                    .hasMessageContaining("open the store again");
            assertThatThrownBy(store.save("a", StateKey.of("k"), new byte[] {'3'})::join)
                    .hasMessageContaining("takes no saves since it failed to write");
            assertThat(load(store, "k")).isEqualTo("1");
        }
    }

    @Test
    void boundsWhatIsNotComplete() {
        var disk = new CountDownLatch(1);
        var limits = StateLimits.defaults().withPendingBytes(1_000);
        try (var store = FileStateStore.open(medium, limits, StateLog.SLACK)) {
            medium.hold(disk);
            var long1 = store.save("a", StateKey.of("1"), new byte[5_000]); // one is always taken
            var refused = store.save("a", StateKey.of("2"), new byte[1]);

            assertThat(long1).isNotDone();
            assertThatThrownBy(refused::join)
                    .cause()
                    .isInstanceOf(StateLimitException.class)
                    .hasMessageContainingAll("at most 1000 bytes", "now=5130", "more=131", "owner=a", "pendingBytes");
            assertThat(store.load("a", StateKey.of("1")).join()).isEmpty(); // what is not durable is not seen
            disk.countDown();
            long1.join();
            store.save("a", StateKey.of("2"), new byte[1]).join();
        }
    }

    @Test
    void isNotClosedByACallback() {
        var disk = new CountDownLatch(1);
        try (var store = open(medium)) {
            medium.hold(disk);
            var closing = store.save("a", StateKey.of("k"), new byte[1]).thenRun(store::close);
            disk.countDown();

            assertThatThrownBy(closing::join)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close it on another thread");
        }
    }
}
