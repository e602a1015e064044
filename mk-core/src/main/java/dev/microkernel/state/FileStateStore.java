package dev.microkernel.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a directory, which survives crashes of the process and of the machine: a save is complete when it is on the
 * disk, and found ever after. Values are also in memory, from where they are loaded.
 *
 * <p>Saves are appended to a log by a thread of the store's own, those that wait together in one write. The log is written
 * anew when most of it is history. One store at a time may use a directory. Actors of a simulation should use {@link
 * MemoryStateStore}: this one knows nothing of virtual time.
 *
 * <p>When the disk is full, saves fail and the store goes on. When it fails to make durable what was written, all saves
 * fail from then on; what is loaded remains what was saved last.
 */
public final class FileStateStore extends AbstractStateStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileStateStore.class);

    private final Medium medium;
    private final StateLog log;
    private final CallQueue calls;
    private final Thread thread;
    private boolean failing;
    private boolean released;

    private FileStateStore(Medium medium, Contents contents, StateLog log, StateLimits limits) {
        super(contents, limits);
        this.medium = medium;
        this.log = log;
        this.calls = new CallQueue(limits.pendingBytes());
        // A platform thread, for it spends its time in the file system, where a virtual one would hold its carrier.
        this.thread = Thread.ofPlatform().daemon().name("mk-state").unstarted(this::run);
    }

    /** Opens a directory with {@link StateLimits#defaults}; see {@link #open(Path, StateLimits)}. */
    public static FileStateStore open(Path directory) {
        return open(directory, StateLimits.defaults());
    }

    /**
     * Opens a directory, which is created if it is not there, and reads what it has. Blocks meanwhile.
     *
     * @throws StateException if another store uses the directory, or what is in it is damaged or cannot be read or
     *     written; then nothing has been changed
     */
    public static FileStateStore open(Path directory, StateLimits limits) {
        try {
            return open(Directory.lock(directory), limits, StateLog.SLACK);
        } catch (IOException e) {
            throw cannotBeOpened(directory, e);
        }
    }

    /** Opens a medium, and closes it if that fails. */
    static FileStateStore open(Medium medium, StateLimits limits, long slack) {
        var contents = new Contents();
        FileStateStore store;
        try {
            store = new FileStateStore(medium, contents, new StateLog(medium, contents, slack), limits);
        } catch (IOException e) {
            medium.close();
            throw cannotBeOpened(medium, e);
        } catch (RuntimeException e) {
            medium.close();
            throw e;
        }
        store.thread.start();
        return store;
    }

    private static StateException cannotBeOpened(Object directory, IOException cause) {
        return new StateException(
                "the state store could not be opened, directory=" + directory + ": " + cause
                        + "; it must be a directory that can be read and written",
                cause);
    }

    @Override
    void submit(Call<?> call) {
        try {
            calls.add(call);
        } catch (StateException refused) {
            call.fail(refused);
        }
    }

    @Override
    boolean isClosed() {
        return calls.isClosed();
    }

    private void run() {
        while (true) {
            List<Call<?>> batch;
            try {
                batch = calls.take();
            } catch (InterruptedException e) {
                continue; // by what a caller had run on its future's completion; nobody else knows this thread
            }
            if (batch.isEmpty()) {
                return;
            }
            process(batch);
        }
    }

    private void process(List<Call<?>> batch) {
        var _ = Thread.interrupted(); // it would close the file
        var admitted = new ArrayList<Call<?>>();
        var changes = admit(batch, admitted);
        int[] before = {};
        StateException failure = null;
        try {
            if (!changes.isEmpty()) {
                write(changes);
            }
            before = contents().apply(admitted.stream().map(Call::change).toList());
        } catch (StateException e) {
            failure = e;
        } catch (IOException | RuntimeException | Error e) { // the thread must live on, or calls would wait for ever
            failure = notSaved(e);
        }
        calls.complete(batch);
        for (int i = 0; i < admitted.size(); i++) {
            if (failure == null) {
                admitted.get(i).succeed(before[i]);
            } else {
                admitted.get(i).fail(failure);
            }
        }
        log.rewriteIfLong();
    }

    /** Fails the calls that a limit refuses and adds the others to a list; says what is to be written of these. */
    private List<Change> admit(List<Call<?>> batch, List<Call<?>> admitted) {
        var staging = new Staging(contents(), limits());
        var changes = new ArrayList<Change>();
        for (var call : batch) {
            try {
                if (staging.admit(call.change())) {
                    changes.add(call.change());
                }
                admitted.add(call);
            } catch (StateLimitException refused) {
                call.fail(refused);
            }
        }
        return changes;
    }

    private void write(List<Change> changes) throws IOException {
        if (log.isBroken()) {
            throw new StateException("the state store takes no saves since it failed to write, directory=" + medium
                    + "; see to the disk, then open the store again");
        }
        log.append(changes);
        if (failing) {
            LOG.info("State can be saved again, directory={}", medium);
            failing = false;
        }
    }

    private StateException notSaved(Throwable cause) {
        if (!failing) { // every caller learns it; the log is told once
            LOG.error("State could not be saved, directory={}", medium, cause);
            failing = true;
        }
        return new StateException(
                "the state could not be saved, directory=" + medium + ": " + cause + "; "
                        + (log.isBroken()
                                ? "see to the disk, then open the store again"
                                : "nothing was changed; see to the disk, then save again"),
                cause);
    }

    /**
     * Waits until what was called before is on the disk, then lets others use the directory.
     *
     * @throws IllegalStateException if it is called from a callback on one of its futures
     */
    @Override
    public void close() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a state store is not closed from a callback on its futures: it would wait"
                    + " for itself; close it on another thread");
        }
        calls.close();
        joinThread();
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
            try (medium) {
                log.close();
            } catch (IOException e) {
                LOG.warn("The state log could not be closed, directory={}", medium, e);
            }
        }
    }

    /** However often it is interrupted: what was called must not be lost. */
    private void joinThread() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
