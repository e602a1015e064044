package dev.microkernel.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory that one store at a time uses, in this process and all others. */
final class Directory implements Medium {

    private static final String LOCK = "state.lock";

    /** Beyond what the lock's file holds, so that others can read it where locks keep readers out. */
    private static final long LOCKED_BYTE = 1 << 20;

    /**
     * The directories in use by this process. The lock alone would not do: where locks are POSIX's, closing the file
     * that a second store opened in vain would release the lock of the first.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private Directory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes a directory for this store alone; creates it if it is not there.
     *
     * @throws StateException if another store uses it
     */
    static Directory lock(Path directory) throws IOException {
        var path = create(directory.toAbsolutePath()).toRealPath();
        if (!IN_USE.add(path)) {
            throw inUse(path, "this process");
        }
        try {
            return new Directory(path, lockFile(path));
        } catch (IOException | RuntimeException e) {
            IN_USE.remove(path);
            throw e;
        }
    }

    /** Creates what is missing of a path, so that it is found after a loss of power, too. */
    private static Path create(Path directory) throws IOException {
        var parent = directory.getParent();
        if (parent == null || Files.exists(directory)) {
            return Files.createDirectories(directory); // refuses what is no directory
        }
        create(parent);
        var created = Files.createDirectories(directory);
        force(parent);
        return created;
    }

    private static FileChannel lockFile(Path path) throws IOException {
        var file = path.resolve(LOCK);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw inUse(path, "process " + Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            channel.truncate(0);
            var pid = Long.toString(ProcessHandle.current().pid());
            channel.write(StandardCharsets.ISO_8859_1.encode(pid));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StateException inUse(Path path, String user) {
        return new StateException("one store at a time may use a directory, and another one of " + user
                + " does, directory=" + path + "; stop that one first, or name another directory");
    }

    @Override
    public File open(String name) throws IOException {
        return new ChannelFile(FileChannel.open(
                path.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(path.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void replace(String name, String replaced) throws IOException {
        Files.move(path.resolve(name), path.resolve(replaced), StandardCopyOption.ATOMIC_MOVE);
        force(path);
    }

    private static void force(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) { // others cannot open one
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StateException("the lock of the state store could not be released, directory=" + path, e);
        } finally {
            IN_USE.remove(path);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A file by its channel. Only the store's own thread uses it: a thread that is interrupted in it would close it. */
    private record ChannelFile(FileChannel channel) implements File {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new EOFException("the file was cut while it was read, position=" + at);
                }
                at += read;
            }
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
