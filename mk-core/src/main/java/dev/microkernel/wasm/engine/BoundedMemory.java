package dev.microkernel.wasm.engine;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;

/**
 * The engine's memory, which also knows whether the guest was refused memory by its host, and not by its module's own word:
 * a guest that traps over that has run out of memory. The engine's class is final, hence all these methods; they cost nothing
 * once compiled.
 */
final class BoundedMemory implements Memory {

    private final ByteArrayMemory bytes;
    private final int declaredMax;
    private boolean refused;

    /**
     * An empty memory.
     *
     * @param initial pages from the start
     * @param declaredMax how many the module may ask for by its own word
     * @param allowedMax how many it gets
     */
    BoundedMemory(int initial, int declaredMax, int allowedMax) {
        bytes = new ByteArrayMemory(new MemoryLimits(initial, Math.min(declaredMax, allowedMax)));
        this.declaredMax = declaredMax;
    }

    @Override
    public int grow(int pages) {
        int before = bytes.grow(pages);
        if (before < 0 && pages >= 0 && (long) bytes.pages() + pages <= declaredMax) {
            refused = true;
        }
        return before;
    }

    /** Whether the guest was refused memory since this was last asked. */
    boolean takeRefused() {
        boolean taken = refused;
        refused = false;
        return taken;
    }

    /** Grows for the host's own use; -1 if there may be no more. */
    int growQuietly(int pages) {
        return bytes.grow(pages);
    }

    /** How many bytes there are. */
    int size() {
        return bytes.pages() * EngineModule.PAGE_BYTES;
    }

    @Override
    public int pages() {
        return bytes.pages();
    }

    @Override
    public int initialPages() {
        return bytes.initialPages();
    }

    @Override
    public int maximumPages() {
        return bytes.maximumPages();
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    @SuppressWarnings("removal")
    public Object lock(int address) {
        return this;
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        throw new UnsupportedOperationException("memory is not shared");
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        throw new UnsupportedOperationException("memory is not shared");
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int maxThreads) {
        return 0;
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments) {
        bytes.initialize(instance, segments);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments, int memoryIndex) {
        bytes.initialize(instance, segments, memoryIndex);
    }

    @Override
    public void initPassiveSegment(int segment, int destination, int offset, int size) {
        bytes.initPassiveSegment(segment, destination, offset, size);
    }

    @Override
    public void write(int address, byte[] data, int offset, int size) {
        bytes.write(address, data, offset, size);
    }

    @Override
    public byte read(int address) {
        return bytes.read(address);
    }

    @Override
    public byte[] readBytes(int address, int length) {
        return bytes.readBytes(address, length);
    }

    @Override
    public void writeI32(int address, int value) {
        bytes.writeI32(address, value);
    }

    @Override
    public int readInt(int address) {
        return bytes.readInt(address);
    }

    @Override
    public void writeLong(int address, long value) {
        bytes.writeLong(address, value);
    }

    @Override
    public long readLong(int address) {
        return bytes.readLong(address);
    }

    @Override
    public void writeShort(int address, short value) {
        bytes.writeShort(address, value);
    }

    @Override
    public short readShort(int address) {
        return bytes.readShort(address);
    }

    @Override
    public long readU16(int address) {
        return bytes.readU16(address);
    }

    @Override
    public void writeByte(int address, byte value) {
        bytes.writeByte(address, value);
    }

    @Override
    public void writeF32(int address, float value) {
        bytes.writeF32(address, value);
    }

    @Override
    public long readF32(int address) {
        return bytes.readF32(address);
    }

    @Override
    public float readFloat(int address) {
        return bytes.readFloat(address);
    }

    @Override
    public void writeF64(int address, double value) {
        bytes.writeF64(address, value);
    }

    @Override
    public double readDouble(int address) {
        return bytes.readDouble(address);
    }

    @Override
    public long readF64(int address) {
        return bytes.readF64(address);
    }

    @Override
    public void zero() {
        bytes.zero();
    }

    @Override
    public void fill(byte value, int from, int to) {
        bytes.fill(value, from, to);
    }

    @Override
    public void copy(int destination, int source, int size) {
        bytes.copy(destination, source, size);
    }

    @Override
    public void drop(int segment) {
        bytes.drop(segment);
    }
}
