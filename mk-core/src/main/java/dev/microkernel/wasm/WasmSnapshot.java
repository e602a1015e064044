package dev.microkernel.wasm;

import java.util.List;

/**
 * A frozen actor: the memory and the globals of its instance, and the messages that waited for it, with the ids of their
 * senders. It goes on from there where it is restored with the same module, on this node or another: {@link
 * WasmActors#restored}. Immutable.
 */
public final class WasmSnapshot {

    private final String sha256;
    private final GuestState state;
    private final List<FrozenMessage> messages;

    WasmSnapshot(String sha256, GuestState state, List<FrozenMessage> messages) {
        this.sha256 = sha256;
        this.state = state;
        this.messages = List.copyOf(messages);
    }

    /**
     * Reads a snapshot. Nothing of it is believed: it may come from anywhere.
     *
     * @throws InvalidSnapshotException if it is none
     */
    public static WasmSnapshot of(byte[] bytes) {
        return SnapshotCodec.decode(bytes);
    }

    /** As bytes, packed; to be read by {@link #of}. */
    public byte[] toBytes() {
        return SnapshotCodec.encode(this);
    }

    /** The digest of its module, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** How many bytes of memory the instance had. */
    public int memoryBytes() {
        return state.engine().memory().length;
    }

    /** How many messages waited. */
    public int messageCount() {
        return messages.size();
    }

    GuestState state() {
        return state;
    }

    List<FrozenMessage> messages() {
        return messages;
    }

    /** The beginning of its module's digest, and how much there is. */
    @Override
    public String toString() {
        return "WasmSnapshot[module=" + sha256.substring(0, 12) + ", " + memoryBytes() + " bytes, " + messageCount()
                + " messages]";
    }
}
