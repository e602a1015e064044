package dev.microkernel.state;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a {@link StateLog} keeps its files: a directory, or in tests what a directory may become in a crash. */
interface Medium extends AutoCloseable {

    /** A file, which is created if it is not there. */
    File open(String name) throws IOException;

    boolean exists(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Gives a file the name of another, in whose place it is found ever after, also after a crash. */
    void replace(String name, String replaced) throws IOException;

    /** Lets others use it. */
    @Override
    void close();

    /** What it is, for messages. */
    @Override
    String toString();

    /** One file; for one thread. */
    interface File extends AutoCloseable {

        long size() throws IOException;

        /** Fills the rest of a buffer from a position on. */
        void read(ByteBuffer into, long position) throws IOException;

        /** Writes all of a buffer at the end; when it fails, part of it may have been written. */
        void append(ByteBuffer bytes) throws IOException;

        /** Makes all that was written survive a crash. */
        void force() throws IOException;

        /** Cuts the file. */
        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }
}
