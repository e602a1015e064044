package dev.microkernel.codec;

import java.util.Arrays;

/**
 * A message as it stands on the wire: for actors that take any type, or that check the bytes themselves.
 *
 * @param type the 32-bit message type, unsigned
 * @param payload the bytes; not copied, so neither side may change them
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below look into the array
public record WireMessage(int type, byte[] payload) {

    @Override
    public boolean equals(Object other) {
        return other instanceof WireMessage message && type == message.type && Arrays.equals(payload, message.payload);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "WireMessage[type=" + Integer.toUnsignedString(type) + ", payload=" + payload.length + " bytes]";
    }
}
