package dev.microkernel.wasm;

import dev.microkernel.state.StateStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a module is run as an actor. Immutable; the {@code with} methods give a changed copy.
 *
 * @param limits what it may take
 * @param grants what it may do
 * @param fiber whether it may wait in the middle of a message; if so, its code runs on virtual threads
 * @param store where its state is kept, or null if nowhere
 * @param console what it prints is handed to; called on the actor's thread, with what one message has led to at most
 * @param counts what it does is counted in these, besides its own; null for nowhere else
 */
public record WasmOptions(
        WasmLimits limits,
        Grants grants,
        boolean fiber,
        @Nullable StateStore store,
        Consumer<String> console,
        @Nullable WasmCounts counts) {

    /** Default limits, no grants, no fiber, no store; what it prints goes to the standard output. */
    public static final WasmOptions DEFAULT =
            new WasmOptions(WasmLimits.DEFAULT, Grants.NONE, false, null, Console::standard, null);

    /** With these limits. */
    public WasmOptions withLimits(WasmLimits newLimits) {
        return new WasmOptions(newLimits, grants, fiber, store, console, counts);
    }

    /** With these grants. */
    public WasmOptions withGrants(Grants newGrants) {
        return new WasmOptions(limits, newGrants, fiber, store, console, counts);
    }

    /** With a fiber. */
    public WasmOptions withFiber() {
        return new WasmOptions(limits, grants, true, store, console, counts);
    }

    /** With a place for its state; {@link Grants.Permission#STATE} is needed, too. */
    public WasmOptions withStore(StateStore newStore) {
        return new WasmOptions(limits, grants, fiber, newStore, console, counts);
    }

    /** With this for what it prints. */
    public WasmOptions withConsole(Consumer<String> newConsole) {
        return new WasmOptions(limits, grants, fiber, store, newConsole, counts);
    }

    /** Counted in these, too, which may be shared by many actors. */
    public WasmOptions withCounts(WasmCounts newCounts) {
        return new WasmOptions(limits, grants, fiber, store, console, newCounts);
    }
}
