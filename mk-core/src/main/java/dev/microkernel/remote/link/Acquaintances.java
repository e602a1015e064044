package dev.microkernel.remote.link;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The actors here that have sent something to a peer which may not send to all: it may answer them. The newest are kept.
 */
final class Acquaintances {

    static final int KEPT_MAX = 4096;

    private static final float LOAD = 0.75f;

    private final boolean kept;

    private final LinkedHashMap<Integer, Boolean> bySequence = new LinkedHashMap<>(16, LOAD, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** For a peer that may send to all, nothing needs to be kept. */
    Acquaintances(boolean kept) {
        this.kept = kept;
    }

    void add(long source) {
        if (kept && source != 0) {
            synchronized (bySequence) {
                bySequence.put((int) source, true);
            }
        }
    }

    boolean contains(int sequence) {
        if (!kept) {
            return false;
        }
        synchronized (bySequence) {
            return bySequence.get(sequence) != null;
        }
    }
}
