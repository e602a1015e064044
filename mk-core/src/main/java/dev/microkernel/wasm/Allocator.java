package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineInstance;
import org.jspecify.annotations.Nullable;

/** Where a payload lies in a guest's memory while it is handled. What it calls may be guest code, which may do anything. */
interface Allocator {

    /** Room for so many bytes, more than zero; 0 if there is none. Not checked yet. */
    int allocate(int bytes);

    /** Gives room back. */
    void free(int address);

    /** By the guest's own {@code malloc}, or by that of AssemblyScript, if it exports one; else in what the host adds. */
    static Allocator of(EngineInstance instance, @Nullable HostHeap heap) {
        int malloc = instance.function(ModuleContract.MALLOC);
        int free = instance.function(ModuleContract.FREE);
        if (malloc >= 0 && free >= 0) {
            return new Allocator() {
                @Override
                public int allocate(int bytes) {
                    return (int) instance.call(malloc, bytes);
                }

                @Override
                public void free(int address) {
                    instance.call(free, address);
                }
            };
        }
        int make = instance.function(ModuleContract.NEW);
        int pin = instance.function(ModuleContract.PIN);
        int unpin = instance.function(ModuleContract.UNPIN);
        if (make >= 0 && pin >= 0 && unpin >= 0) {
            return new Allocator() {
                @Override
                public int allocate(int bytes) {
                    int made = (int) instance.call(make, bytes, ARRAY_BUFFER);
                    return made == 0 ? 0 : (int) instance.call(pin, made);
                }

                @Override
                public void free(int address) {
                    instance.call(unpin, address);
                }
            };
        }
        return heap == null ? NONE : heap;
    }

    /** The class that AssemblyScript gives plain bytes. */
    int ARRAY_BUFFER = 1;

    /** For guests without a memory. */
    Allocator NONE = new Allocator() {
        @Override
        public int allocate(int bytes) {
            return 0;
        }

        @Override
        public void free(int address) {
            throw new IllegalStateException("nothing was allocated");
        }
    };
}
