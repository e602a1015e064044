package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineState;
import org.jspecify.annotations.Nullable;

/**
 * What a guest has become between two messages.
 *
 * @param engine its memory and globals
 * @param heap the heap that the host keeps in its memory; null if it has no memory
 */
record GuestState(EngineState engine, HostHeap.@Nullable State heap) {}
