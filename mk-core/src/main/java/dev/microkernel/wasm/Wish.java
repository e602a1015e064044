package dev.microkernel.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What somebody wants of an actor that is a module, between two of its messages. */
sealed interface Wish {

    /** Says that it will not come true. */
    void refuse(String why);

    /** Another module in place of the one that runs. */
    record Reload(WasmModule module, CompletableFuture<WasmVersion> done) implements Wish {
        @Override
        public void refuse(String why) {
            done.completeExceptionally(new ReloadException(why));
        }
    }

    /**
     * That it is written down, with the messages that wait, and ends. First the guest's state is taken; then its messages
     * are, up to a mark that is put behind them.
     */
    final class Freeze implements Wish {
        private final CompletableFuture<WasmSnapshot> done;
        private final List<FrozenMessage> messages = new ArrayList<>();
        private @Nullable GuestState state;
        private volatile @Nullable WasmSnapshot snapshot;

        Freeze(CompletableFuture<WasmSnapshot> done) {
            this.done = done;
        }

        /** The guest has come to this. */
        void begin(GuestState present) {
            state = present;
        }

        void add(FrozenMessage message) {
            messages.add(message);
        }

        /** There are no more messages. */
        void end(String sha256) {
            var present = state;
            if (present != null) {
                snapshot = new WasmSnapshot(sha256, present, messages);
            }
        }

        /** The actor has ended. */
        void actorEnded() {
            var whole = snapshot;
            if (whole == null) {
                refuse("the actor has stopped");
            } else {
                done.complete(whole);
            }
        }

        @Override
        public void refuse(String why) {
            done.completeExceptionally(new FreezeException(why));
        }
    }
}
