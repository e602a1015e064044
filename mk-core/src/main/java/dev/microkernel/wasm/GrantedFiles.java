package dev.microkernel.wasm;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of granted folders. A path is resolved with all its links before it is compared with the folder, which is resolved
 * likewise, and what is opened is what was compared: neither {@code ..} nor a link leads out. Only plain files: others may
 * block, or answer differently each time.
 */
final class GrantedFiles {

    static final int PATH_BYTES_MAX = 4_096;

    /** A file, or its beginning. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Contents(byte[] bytes, long size) {}

    private GrantedFiles() {}

    /**
     * Reads the beginning of a file.
     *
     * @param path below one of the folders, or absolute
     * @return null if it is in none of the folders
     * @throws IOException if it cannot be read
     */
    static @Nullable Contents read(List<Path> folders, String path, int most) throws IOException {
        boolean inside = false;
        for (var folder : folders) {
            try {
                var real = inside(folder, path);
                if (real != null) {
                    inside = true;
                    return contents(real, most);
                }
            } catch (NoSuchFileException elsewhere) {
                inside = true; // perhaps in another folder
            }
        }
        if (inside) {
            throw new NoSuchFileException(path);
        }
        return null;
    }

    private static @Nullable Path inside(Path folder, String path) throws IOException {
        Path wanted;
        try {
            wanted = folder.resolve(path).normalize();
        } catch (InvalidPathException none) {
            return null;
        }
        if (!wanted.startsWith(folder)) {
            return null;
        }
        var real = wanted.toRealPath();
        return real.startsWith(folder.toRealPath()) ? real : null;
    }

    private static Contents contents(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("no plain file");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return new Contents(Channels.newInputStream(channel).readNBytes(most), channel.size());
        }
    }
}
