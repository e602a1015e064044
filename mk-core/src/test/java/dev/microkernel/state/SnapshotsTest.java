package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.PayloadCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    sealed interface Plan {}

    @MessageType(900)
    record PlanOf2025(int hours) implements Plan {}

    @MessageType(901)
    record PlanOf2026(int minutes, List<String> days) implements Plan {}

    @MessageType(902)
    record Other(int number) {}

    record Unnumbered(int number) {}

    private final StateStore store = new MemoryStateStore();

    @Test
    void loadsWhatWasSavedLast() {
        var plans = Snapshots.of(store, "planner", Plan.class);
        assertThat(plans.load().join()).isEmpty();
        plans.save(new PlanOf2025(7)).join();
        assertThat(plans.load().join()).contains(new PlanOf2025(7));
        plans.save(new PlanOf2026(420, List.of("Monday"))).join();

        assertThat(Snapshots.of(store, "planner", Plan.class).load().join())
                .contains(new PlanOf2026(420, List.of("Monday")));
        assertThat(plans.delete().join()).isTrue();
        assertThat(plans.load().join()).isEmpty();
    }

    @Test
    void ownersAndKeysAreApart() {
        var plans = Snapshots.of(store, "planner", Plan.class);
        plans.save(new PlanOf2025(1)).join();
        plans.withKey("draft").save(new PlanOf2025(2)).join();

        assertThat(plans.load().join()).contains(new PlanOf2025(1));
        assertThat(plans.withKey("draft").load().join()).contains(new PlanOf2025(2));
        assertThat(Snapshots.of(store, "other", Plan.class).load().join()).isEmpty();
        assertThat(store.keys("planner").join()).containsExactly(StateKey.of("draft"), StateKey.of("snapshot"));
    }

    @Test
    void reportsWhatIsNoSuchState() {
        var plans = Snapshots.of(store, "planner", Plan.class);
        Snapshots.of(store, "planner", Other.class).save(new Other(1)).join();
        assertUnreadable(plans, "no class is registered for message type 902");

        store.save("planner", StateKey.of(Snapshots.KEY), new byte[3]).join();
        assertUnreadable(plans, "4 bytes for its type, length=3");

        store.save("planner", StateKey.of(Snapshots.KEY), new byte[] {(byte) 0x84, 3, 0, 0, 1})
                .join();
        assertUnreadable(plans, "PlanOf2025");
    }

    private static void assertUnreadable(Snapshots<?> snapshots, String reason) {
        var failure = snapshots.load().handle((_, thrown) -> thrown).join();
        assertThat(failure)
                .isExactlyInstanceOf(StateException.class)
                .hasMessageContainingAll("is no Plan", "owner=planner", "key=snapshot", reason, "delete it");
    }

    @Test
    void aClassOfAnotherCodecIsRefused() {
        var numbers = new CodecRegistry();
        numbers.register(Other.class);
        Snapshots.of(store, "planner", Other.class).save(new Other(1)).join();

        assertUnreadable(Snapshots.of(store, "planner", Plan.class, numbers), "Cannot cast");
    }

    @Test
    void passesFailuresOfTheStoreOn() {
        var plans = Snapshots.of(store, "planner", Plan.class);
        store.close();

        assertThat(plans.save(new PlanOf2025(1)).handle((_, thrown) -> thrown).join())
                .isExactlyInstanceOf(StateException.class);
        assertThat(plans.load().handle((_, thrown) -> thrown).join())
                .isExactlyInstanceOf(StateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void takesAnyCodec() {
        var codec = new CodecRegistry();
        codec.register(7, String.class, new PayloadCodec() {
            @Override
            public byte[] encode(Object message) {
                return StateStoreContract.bytes((String) message);
            }

            @Override
            public <T> T decode(byte[] payload, Class<T> type) {
                return type.cast(new String(payload));
            }
        });
        var notes = Snapshots.of(store, "notes", String.class, codec);
        notes.save("buy milk").join();

        assertThat(notes.load().join()).contains("buy milk");
    }

    @Test
    void refusesClassesWithoutALayout() {
        assertThatThrownBy(() -> Snapshots.of(store, "planner", Unnumbered.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@MessageType");
        assertThatThrownBy(() -> Snapshots.of(store, "", Plan.class)).isInstanceOf(IllegalArgumentException.class);
    }
}
