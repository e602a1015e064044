package dev.microkernel.wasm.engine;

import java.nio.charset.StandardCharsets;

/**
 * An instance's memory as its host sees it. Every range is checked with its whole extent before anything is touched: one
 * that is not inside is a {@link TrapException}. Addresses and lengths are unsigned, as the guest has them.
 */
public final class GuestMemory {

    private final BoundedMemory memory;

    GuestMemory(BoundedMemory memory) {
        this.memory = memory;
    }

    /** How many bytes there are, less than 2 GiB. */
    public int size() {
        return memory.size();
    }

    /** Whether the range is inside. */
    public boolean contains(int address, int length) {
        return Integer.toUnsignedLong(address) + Integer.toUnsignedLong(length) <= memory.size();
    }

    /** Traps unless the range is inside. */
    public void require(int address, int length) {
        if (!contains(address, length)) {
            throw new TrapException("out of bounds memory access: address " + Integer.toUnsignedString(address)
                    + ", length " + Integer.toUnsignedString(length) + ", memory " + memory.size());
        }
    }

    /** A copy of a range. */
    public byte[] read(int address, int length) {
        require(address, length);
        return length == 0 ? new byte[0] : memory.readBytes(address, length);
    }

    /** UTF-8 text; what is none is replaced. */
    public String text(int address, int length) {
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    /** The length of a text that ends with a zero, which must come before the memory's end. */
    public int textLength(int address) {
        int at = address;
        int end = memory.size();
        require(at, 0);
        while (at < end) {
            if (memory.read(at) == 0) {
                return at - address;
            }
            at++;
        }
        throw new TrapException("out of bounds memory access: no end of the text at address "
                + Integer.toUnsignedString(address) + ", memory " + end);
    }

    /** UTF-8 text that ends with a zero. */
    public String text(int address) {
        return text(address, textLength(address));
    }

    /** Writes bytes. */
    public void write(int address, byte[] bytes) {
        write(address, bytes, bytes.length);
    }

    /** Writes the first so many bytes. */
    public void write(int address, byte[] bytes, int length) {
        require(address, length);
        if (length != 0) {
            memory.write(address, bytes, 0, length);
        }
    }

    /** One byte, unsigned. */
    public int readByte(int address) {
        require(address, 1);
        return memory.read(address) & 0xFF;
    }

    /** Writes one byte. */
    public void writeByte(int address, int value) {
        require(address, 1);
        memory.writeByte(address, (byte) value);
    }

    /** Four bytes, little-endian. */
    public int readInt(int address) {
        require(address, Integer.BYTES);
        return memory.readInt(address);
    }

    /** Writes four bytes, little-endian. */
    public void writeInt(int address, int value) {
        require(address, Integer.BYTES);
        memory.writeI32(address, value);
    }

    /** Eight bytes, little-endian. */
    public long readLong(int address) {
        require(address, Long.BYTES);
        return memory.readLong(address);
    }

    /** Writes eight bytes, little-endian. */
    public void writeLong(int address, long value) {
        require(address, Long.BYTES);
        memory.writeLong(address, value);
    }

    /** Copies a range, which may overlap the other. */
    public void copy(int destination, int source, int length) {
        require(source, length);
        require(destination, length);
        if (length != 0) {
            memory.copy(destination, source, length);
        }
    }

    /** Fills a range with one byte. */
    public void fill(int address, int value, int length) {
        require(address, length);
        if (length != 0) {
            memory.fill((byte) value, address, address + length);
        }
    }

    /** Whether the guest was refused memory, that its module allows it, since this was last asked. */
    public boolean takeRefused() {
        return memory.takeRefused();
    }

    /** Adds pages. The address of the first, or -1 if there may be no more. */
    public int grow(int pages) {
        int before = memory.growQuietly(pages);
        return before < 0 ? -1 : before * EngineModule.PAGE_BYTES;
    }
}
