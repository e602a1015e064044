package dev.microkernel.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file to which changes are appended, and what keeps it short: when most of it has been overtaken by later changes,
 * the present contents are written to a new file, which takes its place. For one thread.
 */
final class StateLog {

    /** The name of the file. */
    static final String NAME = "state.log";

    /** The name of a file that is to take its place. */
    static final String NEW = "state.log.new";

    /** How much longer than twice its contents a file may be before it is written anew. */
    static final long SLACK = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);

    private final Medium medium;
    private final Contents contents;
    private final long slack;
    private Medium.File file;
    private long frames;
    private long size;
    private long rewriteAt;
    private boolean broken;

    /**
     * Reads what a medium has into the contents, which are empty.
     *
     * @throws StateException if the file is damaged
     */
    StateLog(Medium medium, Contents contents, long slack) throws IOException {
        this.medium = medium;
        this.contents = contents;
        this.slack = slack;
        if (!medium.exists(NAME)) {
            writeNew();
            medium.replace(NEW, NAME);
        }
        file = medium.open(NAME);
        try {
            replay();
            medium.delete(NEW); // of a rewriting that a crash has ended
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void replay() throws IOException {
        var found = LogReplay.replay(file, contents, medium + "/" + NAME);
        if (found.end() < found.size()) {
            LOG.warn(
                    "The last save before a crash was not complete and is left out, file={}/{}, bytes={}",
                    medium,
                    NAME,
                    found.size() - found.end());
            file.truncate(found.end());
            file.force();
        }
        frames = found.frames();
        size = found.end();
        var live = new long[1];
        contents.forEach(put -> live[0] += LogFormat.lengthOf(put));
        rewriteAt = 2 * live[0] + slack;
    }

    /** Whether the medium has failed so that it is not known any more what is durable. */
    boolean isBroken() {
        return broken;
    }

    /**
     * Makes changes durable, all or, unless the log is {@link #isBroken() broken} then, none.
     *
     * @throws IOException if they are not durable
     */
    void append(List<? extends Change> changes) throws IOException {
        var frame = LogFormat.frame(frames + 1, changes);
        int length = frame.remaining();
        try {
            file.append(frame);
        } catch (IOException | RuntimeException | Error e) {
            takeBack(e);
            throw e;
        }
        force();
        frames++;
        size += length;
    }

    /** After a failed force nobody knows what is on the disk, and a second one may succeed without having written it. */
    private void force() throws IOException {
        broken = true;
        file.force();
        broken = false;
    }

    private void takeBack(Throwable cause) {
        try {
            file.truncate(size);
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    /** Writes the file anew if most of it is history. When that fails the old one is kept, and it is tried again later. */
    void rewriteIfLong() {
        if (size <= rewriteAt || broken) {
            return;
        }
        try {
            var fresh = writeNew();
            broken = true; // until it is known which of the two files a crash would leave
            medium.replace(NEW, NAME);
            var old = file;
            file = medium.open(NAME);
            broken = false;
            frames = fresh.frames();
            size = fresh.size();
            rewriteAt = 2 * size + slack;
            old.close();
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("The state log could not be written anew and stays long, file={}/{}", medium, NAME, e);
            rewriteAt = size + slack;
        }
    }

    private record Written(long frames, long size) {}

    /** Writes the contents to the new file. */
    private Written writeNew() throws IOException {
        medium.delete(NEW);
        try (var fresh = medium.open(NEW)) {
            var writer = new Rewriting(fresh);
            fresh.append(LogFormat.fileHeader());
            var puts = new ArrayList<Change.Put>();
            contents.forEach(puts::add);
            for (var put : puts) {
                writer.add(put);
            }
            writer.flush();
            fresh.force();
            return new Written(writer.frames, fresh.size());
        }
    }

    /** Changes gathered into frames. */
    private static final class Rewriting {
        private final Medium.File target;
        private final List<Change> frame = new ArrayList<>();
        private int length;
        private long frames;

        Rewriting(Medium.File target) {
            this.target = target;
        }

        void add(Change.Put put) throws IOException {
            frame.add(put);
            length += LogFormat.lengthOf(put);
            if (length >= LogFormat.BODY_LENGTH) {
                flush();
            }
        }

        void flush() throws IOException {
            if (!frame.isEmpty()) {
                ByteBuffer bytes = LogFormat.frame(++frames, frame);
                target.append(bytes);
                frame.clear();
                length = 0;
            }
        }
    }

    void close() throws IOException {
        file.close();
    }
}
