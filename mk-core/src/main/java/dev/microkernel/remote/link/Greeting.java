package dev.microkernel.remote.link;

import dev.microkernel.remote.PeerInfo.Level;
import dev.microkernel.remote.Protection;
import dev.microkernel.wire.Framing;
import dev.microkernel.wire.Handshake;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes know of each other when their hellos are exchanged.
 *
 * @param connection over which they go on; inside TLS, maybe
 * @param peer who the other end is
 * @param in how frames of the peer stand on the connection
 * @param out how frames to it do
 * @param handshake what led here; null for MK01
 * @param received what has been received behind the hello, ready to be written to
 */
record Greeting(
        Connection connection,
        NodeName peer,
        Level level,
        Framing in,
        Framing out,
        @Nullable Handshake handshake,
        ByteBuffer received) {

    Protection protection() {
        boolean keyed = handshake != null && handshake.peer().authenticates();
        if (connection.isPrivate()) {
            return keyed ? Protection.TLS_AND_KEY : Protection.TLS;
        }
        return keyed ? Protection.KEY : Protection.NONE;
    }
}
