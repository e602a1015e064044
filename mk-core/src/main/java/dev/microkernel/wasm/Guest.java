package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineInstance;
import dev.microkernel.wasm.engine.GuestMemory;
import dev.microkernel.wasm.engine.HostCall;
import dev.microkernel.wasm.engine.TrapException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** One instance of a module with what it needs to be an actor. For one thread at a time; of no use after a trap. */
final class Guest {

    private final WasmModule module;
    private final Host host;
    private final EngineInstance instance;
    private final @Nullable HostHeap heap;
    private final Allocator allocator;
    private final int handle;

    /** While this is so, its module's start section runs only to be undone. */
    private boolean replaying;

    private Guest(WasmModule module, Host host) {
        this.module = module;
        this.host = host;
        var calls = new ArrayList<HostCall>();
        boolean mayOverflow = !module.engine().hasBoundedDepth();
        for (var function : module.wanted()) {
            calls.add(callOf(function, mayOverflow && function.needsStack()));
        }
        this.instance = module.engine().instantiate(calls, host.limits().memoryPages());
        var memory = instance.memory();
        this.heap = memory == null ? null : new HostHeap(memory);
        this.allocator = Allocator.of(instance, heap);
        this.handle = instance.function(ModuleContract.HANDLE);
    }

    private HostCall callOf(HostFunction function, boolean checksStack) {
        var body = module.engine().hasStart() ? unlessReplaying(function) : function.body();
        if (checksStack) {
            return arguments -> {
                StackReserve.require();
                return body.call(this, arguments);
            };
        }
        return arguments -> body.call(this, arguments);
    }

    /** No host function has an effect a second time. */
    private static HostFunction.Body unlessReplaying(HostFunction function) {
        return (guest, arguments) -> {
            if (guest.replaying) {
                throw new TrapException("its start section calls " + function.name() + ", so it cannot be restored");
            }
            return function.body().call(guest, arguments);
        };
    }

    /** A new instance, which has begun: with its start section and its constructors behind it. */
    static Guest start(WasmModule module, Host host) {
        var guest = new Guest(module, host);
        guest.instance.start();
        for (var name : new String[] {ModuleContract.CONSTRUCTORS, ModuleContract.INITIALIZE}) {
            int function = guest.instance.function(name);
            if (function >= 0) {
                guest.instance.call(function);
                break;
            }
        }
        return guest;
    }

    /**
     * An instance that goes on as another one was.
     *
     * @throws InvalidModuleException if it cannot have been one of this module
     */
    static Guest restore(WasmModule module, Host host, GuestState state) {
        var guest = new Guest(module, host);
        guest.replaying = true;
        guest.instance.start();
        guest.replaying = false;
        try {
            guest.instance.become(state.engine());
            var kept = state.heap();
            if (guest.heap != null && kept != null) {
                guest.heap.become(kept);
            }
        } catch (IllegalArgumentException other) {
            throw new InvalidModuleException("the state does not fit the module: " + other.getMessage(), other);
        }
        return guest;
    }

    /**
     * What it has become. Between two messages only.
     *
     * @throws IllegalStateException if that cannot be kept
     */
    GuestState state() {
        var obstacle = module.engine().freezingObstacle();
        if (obstacle != null) {
            throw new IllegalStateException(obstacle);
        }
        return new GuestState(instance.state(), heap == null ? null : heap.state());
    }

    WasmModule module() {
        return module;
    }

    Host host() {
        return host;
    }

    /** Its memory; a trap if it has none. */
    GuestMemory memory() {
        var memory = instance.memory();
        if (memory == null) {
            throw new TrapException("out of bounds memory access: the module has no memory");
        }
        return memory;
    }

    /** The heap that the host keeps in its memory; a trap if it has none. */
    HostHeap heap() {
        if (heap == null) {
            throw new TrapException("out of bounds memory access: the module has no memory");
        }
        return heap;
    }

    /** How much memory it has now, in bytes. */
    long memoryBytes() {
        var memory = instance.memory();
        return memory == null ? 0 : memory.size();
    }

    /** Whether it was refused memory since this was last asked. */
    boolean takeRefusedMemory() {
        var memory = instance.memory();
        return memory != null && memory.takeRefused();
    }

    /**
     * Has it handle a message.
     *
     * @return whether it goes on
     * @throws NoRoomException if the payload does not fit; the guest has not seen it and is as it was
     */
    boolean handle(int type, long source, byte[] payload) throws NoRoomException {
        int address = place(payload);
        boolean goesOn = instance.call(handle, type, source, address, payload.length) != 0;
        if (address != 0) {
            allocator.free(address);
        }
        return goesOn;
    }

    /** Whether its module can take state over. */
    boolean migrates() {
        return instance.function(ModuleContract.MIGRATE) >= 0;
    }

    /** Hands it the state that was saved last. Whether it takes it. */
    boolean migrate(byte[] state) throws NoRoomException {
        int address = place(state);
        boolean taken = instance.call(instance.function(ModuleContract.MIGRATE), address, state.length) != 0;
        if (address != 0) {
            allocator.free(address);
        }
        return taken;
    }

    /** Where a payload has been put; 0 if it is empty. */
    private int place(byte[] payload) throws NoRoomException {
        if (payload.length == 0) {
            return 0;
        }
        int address = payload.length > host.limits().memoryBytes() ? 0 : allocator.allocate(payload.length);
        var _ = takeRefusedMemory(); // what the payload wanted is not the guest's doing
        if (address == 0) {
            throw new NoRoomException(
                    payload.length, memoryBytes(), host.limits().memoryBytes());
        }
        memory().write(address, payload);
        return address;
    }
}
