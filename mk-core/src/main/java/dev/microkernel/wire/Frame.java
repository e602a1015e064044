package dev.microkernel.wire;

import java.util.Arrays;

/**
 * One message on the wire.
 *
 * @param source actor id of the sender (node id in the upper 32 bits, sequence in the lower 32), or 0 for none
 * @param dest actor id of the receiver
 * @param type message type; unsigned, 0xFF000000 and above are reserved for the system
 * @param payload the bytes behind the header and the extensions; owned by the frame, not copied
 * @param extensions what an MK02 frame says about the message; MK01 has none
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below look into the array
public record Frame(long source, long dest, int type, byte[] payload, Extensions extensions) {

    /** Types from here on, unsigned, belong to the system. */
    public static final int SYSTEM_TYPE_MIN = 0xFF000000;

    /** A frame without extensions. */
    public Frame(long source, long dest, int type, byte[] payload) {
        this(source, dest, type, payload, Extensions.NONE);
    }

    /** Whether the type is one of the system's. */
    public boolean isSystem() {
        return Integer.compareUnsigned(type, SYSTEM_TYPE_MIN) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame
                && source == frame.source
                && dest == frame.dest
                && type == frame.type
                && extensions.equals(frame.extensions)
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * Long.hashCode(source) + Long.hashCode(dest)) + type) + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Frame[source=%016x, dest=%016x, type=0x%08x, payload=%d bytes]"
                .formatted(source, dest, type, payload.length);
    }
}
