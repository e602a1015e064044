package dev.microkernel.wasm.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.util.ArrayList;
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

    /** What it has become. Not while it runs. */
    public EngineState state() {
        var globals = new ArrayList<Long>();
        for (int i = 0; i < instance.globalCount(); i++) {
            if (instance.global(i).getMutabilityType() == MutabilityType.Var) {
                globals.add(instance.global(i).getValue());
            }
        }
        return new EngineState(
                memory == null ? new byte[0] : memory.read(0, memory.size()),
                globals.stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * Makes it what another instance of the module had become.
     *
     * @throws UnusableModuleException if that was an instance of another module, or had more memory than there may be
     */
    public void become(EngineState state) {
        int present = memory == null ? 0 : memory.size();
        int missing = state.memory().length - present;
        if (missing < 0 || missing % EngineModule.PAGE_BYTES != 0 || (missing > 0 && memory == null)) {
            throw new UnusableModuleException("the state has " + state.memory().length
                    + " bytes of memory, which an instance of this module cannot have: it begins with " + present);
        }
        if (memory != null) {
            if (missing > 0 && memory.grow(missing / EngineModule.PAGE_BYTES) < 0) {
                throw new UnusableModuleException(
                        "the state has " + state.memory().length + " bytes of memory, more than there may be");
            }
            memory.write(0, state.memory());
        }
        int next = 0;
        for (int i = 0; i < instance.globalCount(); i++) {
            if (instance.global(i).getMutabilityType() == MutabilityType.Var) {
                if (next == state.globals().length) {
                    throw otherGlobals(state);
                }
                instance.global(i).setValue(state.globals()[next++]);
            }
        }
        if (next < state.globals().length) {
            throw otherGlobals(state);
        }
    }

    private static UnusableModuleException otherGlobals(EngineState state) {
        return new UnusableModuleException(
                "the state has " + state.globals().length + " mutable globals, and the module another number");
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
