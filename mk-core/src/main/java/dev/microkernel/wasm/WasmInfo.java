package dev.microkernel.wasm;

import java.util.List;

/**
 * What can be seen of an actor that is a module, at one moment.
 *
 * @param module the module it runs
 * @param versions what it has run, oldest first, the last 16
 * @param limits what it may take
 * @param grants what it may do
 * @param fiber whether it may wait in the middle of a message
 * @param activity what it is doing
 * @param memoryBytes how much memory its instance has, after the last message
 * @param counts what it has done since it was spawned
 */
public record WasmInfo(
        WasmModule module,
        List<WasmVersion> versions,
        WasmLimits limits,
        Grants grants,
        boolean fiber,
        Activity activity,
        long memoryBytes,
        WasmCounts counts) {

    /** What a module is doing. */
    public enum Activity {
        /** It handles a message, or is about to begin. */
        HANDLING,
        /** It waits for the next message, in the middle of one or not. */
        RESTING
    }

    static WasmInfo of(GuestRecord record) {
        return new WasmInfo(
                record.module(),
                record.versions(),
                record.options().limits(),
                record.options().grants(),
                record.options().fiber(),
                record.activity(),
                record.memoryBytes(),
                record.counts());
    }
}
