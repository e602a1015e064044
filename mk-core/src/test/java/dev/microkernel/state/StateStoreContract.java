package dev.microkernel.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does. */
abstract class StateStoreContract {

    static final StateKey KEY = StateKey.of("key");

    StateStore store = new MemoryStateStore(); // replaced by open

    /** An empty store, which {@link #store} becomes and which is closed after the test. */
    abstract StateStore create(StateLimits limits);

    final StateStore open(StateLimits limits) {
        store = create(limits);
        return store;
    }

    final StateStore open() {
        return open(StateLimits.defaults());
    }

    @AfterEach
    void close() {
        store.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    final void save(String owner, String key, String value) {
        store.save(owner, StateKey.of(key), bytes(value)).join();
    }

    final String load(String owner, String key) {
        return store.load(owner, StateKey.of(key)).join().map(String::new).orElse("nothing");
    }

    private static void assertRefused(CompletableFuture<?> future, String... parts) {
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(StateLimitException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void loadsWhatWasSavedLast() {
        open();
        save("a", "k", "one");
        save("a", "k", "two");

        assertThat(load("a", "k")).isEqualTo("two");
        assertThat(load("a", "other")).isEqualTo("nothing");
    }

    @Test
    void ownersDoNotSeeEachOther() {
        open();
        save("a", "k", "of a");
        save("ab", "k", "of ab");
        save("b", "", "of b");

        assertThat(load("a", "k")).isEqualTo("of a");
        assertThat(load("ab", "k")).isEqualTo("of ab");
        assertThat(load("a", "")).isEqualTo("nothing");
        assertThat(store.clear("a").join()).isEqualTo(1);
        assertThat(load("ab", "k")).isEqualTo("of ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/", "", ".", "a/b", "a\0b", "con", "ключ", "\uD83D\uDE00"})
    void keysAndOwnersAreDataNotPaths(String text) {
        open();
        save("o" + text, text, "value of " + text);

        assertThat(load("o" + text, text)).isEqualTo("value of " + text);
        assertThat(store.keys("o" + text).join()).containsExactly(StateKey.of(text));
    }

    @Test
    void keysAndValuesAreAnyBytes() {
        open();
        var all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        store.save("a", StateKey.of(all), all).join();

        assertThat(store.load("a", StateKey.of(all)).join())
                .hasValueSatisfying(value -> assertThat(value).isEqualTo(all));
        assertThat(store.keys("a").join().getFirst().bytes()).isEqualTo(all);
    }

    @Test
    void anEmptyValueIsAValue() {
        open();
        save("a", "k", "");

        assertThat(load("a", "k")).isEmpty();
    }

    @Test
    void callersKeepTheirArrays() {
        open();
        var mine = bytes("mine");
        var saved = store.save("a", KEY, mine);
        mine[0] = 'X';
        saved.join();
        store.load("a", KEY).join().orElseThrow()[1] = 'X';

        assertThat(load("a", "key")).isEqualTo("mine");
    }

    @Test
    void savesTakeEffectInTheOrderInWhichTheyWereCalled() {
        open();
        var saves = IntStream.range(0, 500)
                .mapToObj(i -> store.save("a", KEY, bytes("" + i)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(saves).join();

        assertThat(load("a", "key")).isEqualTo("499");
    }

    @Test
    void deletesWhatThereIs() {
        open();
        save("a", "k", "v");

        assertThat(store.delete("a", StateKey.of("k")).join()).isTrue();
        assertThat(store.delete("a", StateKey.of("k")).join()).isFalse();
        assertThat(load("a", "k")).isEqualTo("nothing");
        assertThat(store.usage()).isEqualTo(StateUsage.NONE);
    }

    @Test
    void clearsOneOwner() {
        open();
        save("a", "1", "v");
        save("a", "2", "v");
        save("b", "1", "v");

        assertThat(store.clear("a").join()).isEqualTo(2);
        assertThat(store.clear("a").join()).isZero();
        assertThat(store.keys("a").join()).isEmpty();
        assertThat(store.usage()).isEqualTo(new StateUsage(1, 2));
    }

    @Test
    void changesThatFollowEachOtherAtOnceAddUp() {
        open();
        var put = store.save("a", KEY, bytes("one"));
        var removed = store.delete("a", KEY);
        var again = store.delete("a", KEY);
        var second = store.save("a", KEY, bytes("two"));
        var cleared = store.clear("a");
        var third = store.save("a", KEY, bytes("three"));
        CompletableFuture.allOf(put, second, third).join();

        assertThat(removed.join()).isTrue();
        assertThat(again.join()).isFalse();
        assertThat(cleared.join()).isEqualTo(1);
        assertThat(load("a", "key")).isEqualTo("three");
        assertThat(store.usage("a")).isEqualTo(new StateUsage(1, 8));
    }

    @Test
    void listsKeysInTheOrderOfTheirBytes() {
        open();
        for (var key : List.of("b", "a", "ab", "ä")) {
            save("a", key, "v");
        }

        assertThat(store.keys("a").join()).extracting(StateKey::toString).containsExactly("a", "ab", "b", "ä");
    }

    @Test
    void saysHowMuchThereIs() {
        open();
        save("a", "12", "345");
        save("a", "12", "3456");
        save("b", "1", "");

        assertThat(store.usage("a")).isEqualTo(new StateUsage(1, 6));
        assertThat(store.usage()).isEqualTo(new StateUsage(2, 7));
        assertThat(store.usage("c")).isEqualTo(StateUsage.NONE);
    }

    @Test
    void refusesKeysThatAreTooLong() {
        open(StateLimits.defaults().withKeyLength(3));
        save("a", "123", "v");

        assertRefused(store.save("a", StateKey.of("1234"), bytes("v")), "at most 3 bytes", "length=4", "keyLength");
        assertThat(store.load("a", StateKey.of("1234")).join()).isEmpty();
        assertThat(store.delete("a", StateKey.of("1234")).join()).isFalse();
    }

    @Test
    void refusesValuesThatAreTooLong() {
        open(StateLimits.defaults().withValueLength(3));
        save("a", "k", "123");

        assertRefused(store.save("a", StateKey.of("k"), bytes("1234")), "at most 3 bytes", "length=4", "valueLength");
        assertThat(load("a", "k")).isEqualTo("123");
    }

    @Test
    void refusesAnOwnerMoreKeysThanItMayHave() {
        open(StateLimits.defaults().withOwner(2, 1000));
        save("a", "1", "v");
        save("a", "2", "v");

        assertRefused(store.save("a", StateKey.of("3"), bytes("v")), "at most 2", "now=2", "owner=a", "ownerKeys");
        save("a", "2", "other");
        save("b", "1", "v");
        store.delete("a", StateKey.of("1")).join();
        save("a", "3", "v");
        assertThat(store.keys("a").join()).hasSize(2);
    }

    @Test
    void refusesAnOwnerMoreBytesThanItMayHave() {
        open(StateLimits.defaults().withOwner(1000, 10));
        save("a", "1", "12345");

        assertRefused(store.save("a", StateKey.of("2"), bytes("1234")), "at most 10", "now=6, more=5", "ownerBytes");
        assertRefused(store.save("a", StateKey.of("1"), bytes("1234567890")), "now=6, more=5");
        assertThat(load("a", "1")).isEqualTo("12345");
        save("a", "1", "123456789");
        assertThat(store.usage("a").bytes()).isEqualTo(10);
    }

    @Test
    void refusesMoreKeysThanTheStoreMayHave() {
        open(StateLimits.defaults().withStore(2, 1000));
        save("a", "1", "v");
        save("b", "1", "v");

        assertRefused(store.save("c", StateKey.of("1"), bytes("v")), "at most 2", "owner=c", "storeKeys");
        assertThat(store.usage("c")).isEqualTo(StateUsage.NONE);
        store.clear("a").join();
        save("c", "1", "v");
    }

    @Test
    void refusesMoreBytesThanTheStoreMayHave() {
        open(StateLimits.defaults().withStore(1000, 10));
        save("a", "1", "12345");

        assertRefused(store.save("b", StateKey.of("1"), bytes("1234")), "at most 10", "storeBytes");
        save("b", "1", "123");
    }

    @Test
    void countsWhatWasCalledAtOnceAgainstTheLimits() {
        open(StateLimits.defaults().withOwner(2, 1000));
        var calls = IntStream.range(0, 4)
                .mapToObj(i -> store.save("a", StateKey.of("" + i), bytes("v")))
                .toList();

        calls.get(1).join();
        assertRefused(calls.get(2), "ownerKeys");
        assertRefused(calls.get(3), "ownerKeys");
        assertThat(store.keys("a").join()).hasSize(2);
    }

    @Test
    void refusesNamesThatAreNone() {
        open();
        assertThatThrownBy(() -> store.save("", KEY, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 255 bytes, length=0");
        assertThatThrownBy(() -> store.load("ä".repeat(128), KEY)).hasMessageContaining("length=256");
        assertThatThrownBy(() -> store.keys("a\uD800")).hasMessageContaining("half surrogate pairs");
        save("ä".repeat(127) + "a", "k", "longest");
    }

    @Test
    void takesNothingWhenItIsClosed() {
        open();
        save("a", "k", "v");
        var calls = List.of(store.save("a", KEY, new byte[1]), store.save("a", KEY, new byte[2]));
        store.close();
        store.close();

        calls.forEach(CompletableFuture::join);
        for (var call : List.of(store.save("a", KEY, new byte[0]), store.load("a", KEY), store.keys("a"))) {
            assertThatThrownBy(call::join)
                    .cause()
                    .isExactlyInstanceOf(StateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void manyThreadsSaveAtOnce() throws InterruptedException {
        open();
        var threads = IntStream.range(0, 8)
                .mapToObj(t -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        save("owner-" + t, "k" + i % 10, t + ":" + i);
                        assertThat(load("owner-" + t, "k" + i % 10)).isEqualTo(t + ":" + i);
                    }
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(store.usage().keys()).isEqualTo(80);
        assertThat(load("owner-7", "k9")).isEqualTo("7:99");
    }
}
