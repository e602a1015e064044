package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.state.StateKey;
import dev.microkernel.state.StateStore;
import dev.microkernel.wasm.engine.InterruptedGuestException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** State that outlives the actor, by the actor's path and a key of any bytes. */
final class StateFunctions {

    private static final int FAILED = -1;
    private static final int KEY_BYTES_MAX = 65_535;

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_save_state", "i32 i32 i32 i32 -> i32", StateFunctions::save),
            HostFunction.of("mk_load_state", "i32 i32 i32 i32 -> i32", StateFunctions::load));

    private StateFunctions() {}

    /** The store, if there is one and it may be used. */
    private static @Nullable StateStore store(Guest guest, int keyLength) {
        var host = guest.host();
        if (!host.may(Grants.Permission.STATE) || Integer.compareUnsigned(keyLength, KEY_BYTES_MAX) > 0) {
            return null;
        }
        return host.options().store();
    }

    private static long save(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 2), i32(a, 3));
        var store = store(guest, i32(a, 1));
        if (store == null) {
            return FAILED;
        }
        var key = StateKey.of(memory.read(i32(a, 0), i32(a, 1)));
        var value = memory.read(i32(a, 2), i32(a, 3));
        try {
            await(guest.host(), store.save(owner(guest), key, value));
            return 0;
        } catch (ExecutionException | IllegalArgumentException failed) {
            guest.host().context().log().warn("State could not be saved: {}", failed.getMessage());
            return FAILED;
        }
    }

    private static long load(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 2), Math.max(i32(a, 3), 0));
        var store = store(guest, i32(a, 1));
        if (store == null) {
            return FAILED;
        }
        var key = StateKey.of(memory.read(i32(a, 0), i32(a, 1)));
        try {
            var found = await(guest.host(), store.load(owner(guest), key));
            if (found.isEmpty()) {
                return FAILED;
            }
            int length = Math.min(found.get().length, Math.max(i32(a, 3), 0));
            memory.write(i32(a, 2), found.get(), length);
            return length;
        } catch (ExecutionException | IllegalArgumentException failed) {
            guest.host().context().log().warn("State could not be loaded: {}", failed.getMessage());
            return FAILED;
        }
    }

    private static String owner(Guest guest) {
        return guest.host().cell().path();
    }

    private static <T> T await(Host host, CompletableFuture<T> future) throws ExecutionException {
        host.watch().pause();
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            throw new InterruptedGuestException();
        } finally {
            host.watch().resume();
        }
    }
}
