package dev.microkernel.net.tcp;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Opens the stream of a connection, on the connection's own thread, which may wait. */
@FunctionalInterface
interface Opener {

    /** Knows the socket that is being opened, so that it can be closed from outside; throws if that has happened. */
    @FunctionalInterface
    interface Holder {

        /** Takes the present socket in place of the one before. */
        void hold(SocketChannel channel) throws IOException;
    }

    /** Opens the stream, or throws why not. */
    ByteStream open(Holder holder) throws IOException, InterruptedException;
}
