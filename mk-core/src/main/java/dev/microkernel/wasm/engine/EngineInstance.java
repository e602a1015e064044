package dev.microkernel.wasm.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import org.jspecify.annotations.Nullable;

/** A running copy of a module, for one thread at a time. After a {@link TrapException} it must not be used any more. */
public final class EngineInstance {

    private final EngineModule module;
    private final Instance instance;
    private final @Nullable GuestMemory memory;

    EngineInstance(EngineModule module, Instance instance) {
        this.module = module;
        this.instance = instance;
        this.memory = instance.memory() instanceof BoundedMemory bounded ? new GuestMemory(bounded) : null;
    }

    /** Its memory, or null if the module has none. */
    public @Nullable GuestMemory memory() {
        return memory;
    }

    /** Where an exported function stands, for {@link #call}; -1 if there is none of that name. */
    public int function(String name) {
        return module.functionIndex(name);
    }

    /** Fills tables and memory and runs the start section. */
    public void start() {
        try {
            instance.initialize(false);
        } catch (RuntimeException | StackOverflowError | LinkageError thrown) {
            throw translated(thrown);
        }
    }

    /**
     * Calls a function.
     *
     * @param arguments one for each of its parameters
     * @return its result; 0 if it has none
     * @throws TrapException if the guest ran into something undefined
     * @throws InterruptedGuestException if the thread was interrupted
     */
    public long call(int function, long... arguments) {
        try {
            var results = instance.getMachine().call(function, arguments);
            return results == null || results.length == 0 ? 0 : results[0];
        } catch (RuntimeException | StackOverflowError | LinkageError thrown) {
            throw translated(thrown);
        }
    }

    private static RuntimeException translated(Throwable thrown) {
        return switch (thrown) {
            case TrapException ours -> ours;
            case InterruptedGuestException ours -> ours;
            case GuestExitException ours -> ours;
            case ChicoryInterruptedException interrupted -> new InterruptedGuestException();
            case ChicoryException trap -> new TrapException(String.valueOf(trap.getMessage()), trap);
            case StackOverflowError deep -> new TrapException("call stack exhausted");
            // The engine's own code met something that it did not foresee in what the guest does.
            default -> new TrapException("the engine failed: " + thrown, thrown);
        };
    }
}
