package dev.microkernel.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/** A disk that fails when it is told to, and loses in a crash what was not forced. */
final class FakeMedium implements Medium {

    private static final int SECTOR = 512;

    private final TreeMap<String, FakeFile> files = new TreeMap<>();

    /** The operation that fails, counted from 1, and whether all after it do. */
    private int failing = Integer.MAX_VALUE;

    private boolean forGood;
    private int operations;
    private boolean closed;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private static final class FakeFile {
        byte[] bytes = {};
        byte[] forced = {};
    }

    /** Has the n-th operation from now on fail; an append fails half way. */
    void failAt(int operation, boolean forGood) {
        failing = operation;
        this.forGood = forGood;
        operations = 0;
    }

    /** How many operations there were since {@link #failAt}. */
    int operations() {
        return operations;
    }

    boolean isClosed() {
        return closed;
    }

    /** Has all forcing wait. */
    void hold(CountDownLatch until) {
        gate = until;
    }

    byte[] bytes(String name) {
        return file(name).bytes.clone();
    }

    /** A disk with one file, all of it forced. */
    static FakeMedium with(String name, byte[] bytes) {
        var medium = new FakeMedium();
        var file = new FakeFile();
        file.bytes = bytes.clone();
        file.forced = bytes.clone();
        medium.files.put(name, file);
        return medium;
    }

    /** What a kill of the process leaves: all that was written. */
    FakeMedium afterKill() {
        var left = new FakeMedium();
        files.forEach(
                (name, file) -> left.files.put(name, with(name, file.bytes).file(name)));
        return left;
    }

    /** What a loss of power leaves: of sectors that were not forced any, with zeros for the others, up to any length. */
    FakeMedium afterPowerLoss(RandomGenerator random) {
        var left = new FakeMedium();
        files.forEach((name, file) ->
                left.files.put(name, with(name, tear(file, random)).file(name)));
        return left;
    }

    private static byte[] tear(FakeFile file, RandomGenerator random) {
        int kept = Math.min(file.forced.length, file.bytes.length);
        if (!Arrays.equals(file.bytes, 0, kept, file.forced, 0, kept)) {
            throw new AssertionError("bytes that were forced have been written over");
        }
        var left = Arrays.copyOf(file.bytes, random.nextInt(kept, file.bytes.length + 1));
        for (int at = kept; at < left.length; ) {
            int end = Math.min(left.length, at + SECTOR - at % SECTOR);
            if (random.nextBoolean()) {
                Arrays.fill(left, at, end, (byte) 0);
            }
            at = end;
        }
        return left;
    }

    private FakeFile file(String name) {
        var file = files.get(name);
        if (file == null) {
            throw new AssertionError("no such file, name=" + name);
        }
        return file;
    }

    private boolean fails() {
        operations++;
        return operations == failing || forGood && operations > failing;
    }

    private void operate(String what) throws IOException {
        if (fails()) {
            throw new IOException("the disk failed, operation=" + operations + " " + what);
        }
    }

    @Override
    public File open(String name) throws IOException {
        operate("open");
        var file = files.computeIfAbsent(name, _ -> new FakeFile());
        return new Handle(file);
    }

    @Override
    public boolean exists(String name) throws IOException {
        operate("exists");
        return files.containsKey(name);
    }

    @Override
    public void delete(String name) throws IOException {
        operate("delete");
        files.remove(name);
    }

    @Override
    public void replace(String name, String replaced) throws IOException {
        operate("replace");
        var file = file(name);
        files.remove(name);
        files.put(replaced, file);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "fake";
    }

    private final class Handle implements File {
        private final FakeFile file;

        Handle(FakeFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            operate("size");
            return file.bytes.length;
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            operate("read");
            if (position + into.remaining() > file.bytes.length) {
                throw new EOFException();
            }
            into.put(file.bytes, (int) position, into.remaining());
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            boolean failed = fails();
            int length = failed ? bytes.remaining() / 2 : bytes.remaining();
            int at = file.bytes.length;
            file.bytes = Arrays.copyOf(file.bytes, at + length);
            bytes.get(file.bytes, at, length);
            if (failed) {
                throw new IOException("the disk is full, operation=" + operations);
            }
        }

        @Override
        public void force() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            operate("force");
            file.forced = file.bytes;
        }

        @Override
        public void truncate(long size) throws IOException {
            operate("truncate");
            file.bytes = Arrays.copyOf(file.bytes, (int) size);
            file.forced = Arrays.copyOf(file.forced, (int) Math.min(size, file.forced.length));
        }

        @Override
        public void close() throws IOException {
            operate("close");
        }
    }
}
