package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.EngineModule;
import dev.microkernel.wasm.engine.GuestMemory;
import dev.microkernel.wasm.engine.TrapException;
import java.util.BitSet;

/**
 * The heap that the host keeps in a guest's memory: for {@code malloc} and its kin, where the guest imports them, and for
 * payloads, where it exports no allocator. It uses only pages that it has added itself, so nothing of the guest's own is in
 * its way. What is taken is noted outside of the guest's memory, two bits for every {@value #GRAIN} bytes, where the guest
 * cannot spoil it. First fit, from where the last search ended.
 */
final class HostHeap implements Allocator {

    /** What every block begins and ends on: enough for every type of C. */
    static final int GRAIN = 16;

    private static final int GRAINS_PER_PAGE = EngineModule.PAGE_BYTES / GRAIN;

    private final GuestMemory memory;

    /** Grains that may be allocated: those of the host's own pages. */
    private final BitSet own = new BitSet();

    /** Grains that are allocated, or not the host's. Only valid up to {@link #end}. */
    private final BitSet taken = new BitSet();

    /** Grains that a block begins with. */
    private final BitSet first = new BitSet();

    /** The grain behind the last one that is the host's. */
    private int end;

    private int next;

    HostHeap(GuestMemory memory) {
        this.memory = memory;
    }

    /**
     * What is allocated where: what has to be kept with the memory, so that the next one to manage it goes on with that.
     *
     * @param own the grains of the host's pages, as bits
     * @param taken the grains that are allocated
     * @param first the grains that a block begins with
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record State(long[] own, long[] taken, long[] first, int end, int next) {}

    State state() {
        return new State(own.toLongArray(), taken.toLongArray(), first.toLongArray(), end, next);
    }

    /**
     * Goes on with what another heap had allocated in the same memory.
     *
     * @throws IllegalArgumentException if it cannot have been so
     */
    void become(State state) {
        var newOwn = BitSet.valueOf(state.own());
        var newTaken = BitSet.valueOf(state.taken());
        var newFirst = BitSet.valueOf(state.first());
        boolean within = state.end() >= 0
                && (long) state.end() * GRAIN <= memory.size()
                && state.next() >= 0
                && state.next() <= state.end()
                && newOwn.length() <= state.end()
                && newTaken.length() <= state.end();
        var astray = (BitSet) newFirst.clone();
        astray.andNot(newTaken);
        var foreign = (BitSet) newFirst.clone();
        foreign.andNot(newOwn);
        if (!within || !astray.isEmpty() || !foreign.isEmpty()) {
            throw new IllegalArgumentException("the state of the heap contradicts itself, or the memory");
        }
        own.or(newOwn);
        taken.or(newTaken);
        first.or(newFirst);
        end = state.end();
        next = state.next();
    }

    @Override
    public int allocate(int bytes) {
        if (bytes < 0) {
            return 0; // more than 2 GiB
        }
        int grains = grainsOf(bytes);
        int found = find(grains, next);
        if (found < 0) {
            found = find(grains, 0);
        }
        if (found < 0) {
            found = grow(grains);
        }
        if (found < 0) {
            return 0;
        }
        taken.set(found, found + grains);
        first.set(found);
        next = found + grains;
        return found * GRAIN;
    }

    private static int grainsOf(int bytes) {
        return (int) (((long) Math.max(bytes, 1) + GRAIN - 1) / GRAIN);
    }

    private int find(int grains, int from) {
        int start = taken.nextClearBit(from);
        while (start + (long) grains <= end) {
            int used = taken.nextSetBit(start);
            if (used < 0 || used - start >= grains) {
                return start;
            }
            start = taken.nextClearBit(used);
        }
        return -1;
    }

    /** Adds pages behind the memory's end, which the guest may have moved meanwhile. */
    private int grow(int grains) {
        boolean adjoins = (long) end * GRAIN == memory.size() && end > 0;
        int tail = adjoins ? end - Math.max(taken.previousSetBit(end - 1) + 1, own.previousClearBit(end - 1) + 1) : 0;
        int pages = (int) (((long) grains - tail + GRAINS_PER_PAGE - 1) / GRAINS_PER_PAGE);
        int address = memory.grow(pages);
        if (address < 0) {
            return -1;
        }
        int begin = address / GRAIN;
        if (begin > end) {
            taken.set(end, begin); // the guest's
        }
        end = begin + pages * GRAINS_PER_PAGE;
        own.set(begin, end);
        return begin - tail;
    }

    @Override
    public void free(int address) {
        if (address == 0) {
            return;
        }
        int begin = blockAt(address);
        taken.clear(begin, begin + grainsAt(begin));
        first.clear(begin);
    }

    /** How many bytes a block has. */
    int sizeOf(int address) {
        return grainsAt(blockAt(address)) * GRAIN;
    }

    private int blockAt(int address) {
        int grain = address / GRAIN;
        if (address < 0 || address % GRAIN != 0 || !first.get(grain)) {
            throw new TrapException(
                    "free or realloc of what was not allocated: address " + Integer.toUnsignedString(address));
        }
        return grain;
    }

    private int grainsAt(int begin) {
        int unused = taken.nextClearBit(begin);
        int following = first.nextSetBit(begin + 1);
        // Grains of the guest between two of the host's areas are taken, and belong to no block.
        int foreign = own.nextClearBit(begin);
        int behind = Math.min(unused, foreign);
        return (following < 0 ? behind : Math.min(behind, following)) - begin;
    }

    /** As C's realloc; 0 if there is no room, and the block stays. */
    int reallocate(int address, int bytes) {
        if (address == 0) {
            return allocate(bytes);
        }
        int present = sizeOf(address);
        if (bytes >= 0 && bytes <= present) {
            return address;
        }
        int moved = allocate(bytes);
        if (moved != 0) {
            memory.copy(moved, address, present);
            free(address);
        }
        return moved;
    }
}
