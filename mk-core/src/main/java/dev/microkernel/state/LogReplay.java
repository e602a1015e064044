package dev.microkernel.state;

import static dev.microkernel.state.LogFormat.FILE_HEADER_LENGTH;
import static dev.microkernel.state.LogFormat.FRAME_HEADER_LENGTH;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes the changes in a file again. What a crash has cut off at its end is left out: it was never said to be saved.
 * Everything else that is not as it was written is damage, and reported.
 *
 * <p>The two can be told apart but in the last frame. There a kill leaves the beginning of a frame; a loss of power may
 * leave its whole length with zeros in place of what had not reached the disk yet, sector by sector. A last frame that is
 * complete, wrong and without such a hole was damaged later.
 */
final class LogReplay {

    /** The least that a disk writes at once, or not at all. */
    private static final int SECTOR = 512;

    private final Medium.File file;
    private final Contents contents;
    private final String name;
    private final long size;
    private long position = FILE_HEADER_LENGTH;
    private long frames;

    private LogReplay(Medium.File file, Contents contents, String name) throws IOException {
        this.file = file;
        this.contents = contents;
        this.name = name;
        this.size = file.size();
    }

    /**
     * What was found.
     *
     * @param frames how many frames there are
     * @param end where the last one ends
     * @param size where the file ends
     */
    record Found(long frames, long end, long size) {}

    /**
     * Reads a file to its end.
     *
     * @throws StateException if it is damaged
     */
    static Found replay(Medium.File file, Contents contents, String name) throws IOException {
        var replay = new LogReplay(file, contents, name);
        replay.readFileHeader();
        while (replay.readFrame()) {
            replay.frames++;
        }
        return new Found(replay.frames, replay.position, replay.size);
    }

    private void readFileHeader() throws IOException {
        if (size < FILE_HEADER_LENGTH) {
            throw damage("it has only " + size + " bytes");
        }
        var violation = LogFormat.violation(read(0, FILE_HEADER_LENGTH));
        if (violation != null) {
            throw damage("it " + violation);
        }
    }

    private boolean readFrame() throws IOException {
        if (size - position < FRAME_HEADER_LENGTH) {
            return false;
        }
        var head = read(position, FRAME_HEADER_LENGTH);
        var header = LogFormat.frameHeader(head);
        if (header == null) {
            if (hasHole(head, position)) {
                return false;
            }
            throw damage("the frame there has no valid header");
        }
        if (header.number() != frames + 1) {
            throw damage("frame " + (frames + 1) + " was expected there, found " + header.number());
        }
        long begin = position + FRAME_HEADER_LENGTH;
        long end = begin + header.length();
        if (end > size) {
            return false;
        }
        var body = read(begin, header.length());
        if (!LogFormat.holds(header, body)) {
            if (end == size && hasHole(body, begin)) {
                return false;
            }
            throw damage("the checksum of the frame there is wrong");
        }
        var changes = LogFormat.changes(body);
        if (changes == null) {
            throw damage("the frame there has changes of an unknown kind");
        }
        contents.apply(changes);
        position = end;
        return true;
    }

    private ByteBuffer read(long from, int length) throws IOException {
        var buffer = LogFormat.buffer(length);
        file.read(buffer, from);
        return buffer.flip();
    }

    private static boolean hasHole(ByteBuffer bytes, long from) {
        int at = 0;
        while (at < bytes.limit()) {
            int end = (int) Math.min(bytes.limit(), at + SECTOR - (from + at) % SECTOR);
            int zeros = at;
            while (zeros < end && bytes.get(zeros) == 0) {
                zeros++;
            }
            if (zeros == end) {
                return true;
            }
            at = end;
        }
        return false;
    }

    private StateException damage(String what) {
        return new StateException("a state log must be as it was written, but " + what + ", file=" + name
                + ", position=" + position + ", size=" + size
                + "; nothing was changed: put back a copy, or move the file away to begin without state");
    }
}
