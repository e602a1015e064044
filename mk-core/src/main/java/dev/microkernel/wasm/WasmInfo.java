package dev.microkernel.wasm;

import java.util.List;
import java.util.Map;

/**
 * What can be seen of an actor that is a module, at one moment; all counts since it was spawned.
 *
 * @param module the module it runs
 * @param versions what it has run, oldest first, the last 16
 * @param limits what it may take
 * @param grants what it may do
 * @param fiber whether it may wait in the middle of a message
 * @param activity what it is doing
 * @param memoryBytes how much memory its instance has, after the last message
 * @param messagesHandled how many messages it has handled
 * @param messagesSent how many messages it has sent
 * @param payloadsWithoutRoom how many payloads did not fit into its memory
 * @param refusedCalls how many calls were refused, by what was not granted
 * @param abnormalExits how many of its lives ended abnormally, by reason
 */
public record WasmInfo(
        WasmModule module,
        List<WasmVersion> versions,
        WasmLimits limits,
        Grants grants,
        boolean fiber,
        Activity activity,
        long memoryBytes,
        long messagesHandled,
        long messagesSent,
        long payloadsWithoutRoom,
        Map<String, Long> refusedCalls,
        Map<String, Long> abnormalExits) {

    /** What a module is doing. */
    public enum Activity {
        /** It handles a message, or is about to begin. */
        HANDLING,
        /** It waits for the next message, in the middle of one or not. */
        RESTING
    }

    static WasmInfo of(GuestRecord record) {
        var counts = record.counts();
        return new WasmInfo(
                record.module(),
                record.versions(),
                record.options().limits(),
                record.options().grants(),
                record.options().fiber(),
                record.activity(),
                record.memoryBytes(),
                counts.messagesHandled(),
                counts.messagesSent(),
                counts.payloadsWithoutRoom(),
                counts.refusedCalls(),
                counts.abnormalExits());
    }
}
