package dev.microkernel.net.tcp;

import dev.microkernel.net.feed.SendQueue;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message with its framing that waits to be written.
 *
 * @param token what the listener wants back when it is written, or null
 */
record Unwritten(ByteBuffer bytes, @Nullable Object token) implements SendQueue.Item {

    @Override
    public int length() {
        return bytes.capacity();
    }
}
