package dev.microkernel.net.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/** A folder. The JVM counts up to 512 changes that nobody has taken; what is more it reports as missed. */
final class FolderSource implements Source {

    private final Path folder;
    private @Nullable WatchService service;

    FolderSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public void open() throws IOException {
        var opened = folder.getFileSystem().newWatchService();
        service = opened;
        folder.register(opened, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    }

    @Override
    public WatchEvent next(ActorRef<WatchCommand> watch) throws IOException, InterruptedException {
        var opened = service;
        if (opened == null) {
            throw new IllegalStateException("the folder is not watched");
        }
        while (true) {
            var key = opened.take();
            var event = changes(watch, key);
            if (!key.reset() && event.entries().isEmpty()) {
                throw new NoSuchFileException(folder.toString(), null, "the folder is gone");
            }
            if (event.missed() || !event.entries().isEmpty()) {
                return event;
            }
        }
    }

    private WatchEvent.FilesChanged changes(ActorRef<WatchCommand> watch, WatchKey key) {
        var entries = new HashSet<Path>();
        boolean missed = false;
        for (var change : key.pollEvents()) {
            if (change.kind().equals(OVERFLOW)) {
                missed = true;
            } else if (change.context() instanceof Path entry) {
                entries.add(folder.resolve(entry));
            }
        }
        return new WatchEvent.FilesChanged(watch, entries, missed);
    }

    @Override
    public void close() throws IOException {
        var opened = service;
        if (opened != null) {
            opened.close();
        }
    }
}
