package dev.microkernel.wire;

import java.nio.ByteBuffer;

/** How frames stand in one direction of one connection. */
public interface Framing {

    /**
     * Decodes the frame at the buffer's position.
     *
     * @param in the bytes received so far; its position moves only behind a complete frame
     */
    Decoded<Frame> decode(ByteBuffer in);

    /**
     * Encodes a frame at the buffer's position and moves it behind.
     *
     * @param out must have {@link #length} bytes left
     */
    void encode(Frame frame, ByteBuffer out);

    /** Bytes that a frame takes. */
    int length(Frame frame);

    /** How many of these are no part of the frame. */
    default int overhead() {
        return 0;
    }
}
