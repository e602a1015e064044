package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.wasm.engine.GuestMemory;
import dev.microkernel.wasm.engine.TrapException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What compilers for C call by themselves, and what small programs print with. */
final class CLibrary {

    private static final int MESSAGE_UNITS_MAX = 256;

    static final List<HostFunction> ALL = List.of(
            HostFunction.light("memcpy", "i32 i32 i32 -> i32", CLibrary::move),
            HostFunction.light("memmove", "i32 i32 i32 -> i32", CLibrary::move),
            HostFunction.light("memset", "i32 i32 i32 -> i32", (guest, a) -> {
                guest.memory().fill(i32(a, 0), i32(a, 1), i32(a, 2));
                return a[0];
            }),
            HostFunction.light("memcmp", "i32 i32 i32 -> i32", CLibrary::compareBytes),
            HostFunction.light(
                    "strlen", "i32 -> i32", (guest, a) -> guest.memory().textLength(i32(a, 0))),
            HostFunction.light(
                    "strcmp", "i32 i32 -> i32", (guest, a) -> compareText(guest.memory(), i32(a, 0), i32(a, 1), -1)),
            HostFunction.light(
                    "strncmp",
                    "i32 i32 i32 -> i32",
                    (guest, a) -> compareText(guest.memory(), i32(a, 0), i32(a, 1), i32(a, 2))),
            HostFunction.light("strncpy", "i32 i32 i32 -> i32", CLibrary::copyText),
            HostFunction.of("printf", "i32 i32 -> i32", (guest, a) -> {
                var formatted = Printf.format(guest.memory(), i32(a, 0), i32(a, 1));
                guest.host().print(formatted.text());
                return formatted.length();
            }),
            HostFunction.of("snprintf", "i32 i32 i32 i32 -> i32", CLibrary::formatInto),
            HostFunction.of("puts", "i32 -> i32", (guest, a) -> {
                guest.host().print(guest.memory().text(i32(a, 0)) + "\n");
                return 1;
            }),
            HostFunction.of("abort", "->", (guest, a) -> {
                throw new TrapException("abort");
            }),
            HostFunction.of("abort", "i32 i32 i32 i32 ->", (guest, a) -> {
                throw new TrapException("abort: " + utf16(guest.memory(), i32(a, 0)) + " in "
                        + utf16(guest.memory(), i32(a, 1)) + ":" + Integer.toUnsignedString(i32(a, 2)) + ":"
                        + Integer.toUnsignedString(i32(a, 3)));
            }));

    private CLibrary() {}

    private static long move(Guest guest, long[] a) {
        guest.memory().copy(i32(a, 0), i32(a, 1), i32(a, 2));
        return a[0];
    }

    private static long compareBytes(Guest guest, long[] a) {
        var memory = guest.memory();
        int length = i32(a, 2);
        memory.require(i32(a, 0), length);
        memory.require(i32(a, 1), length);
        for (int i = 0; i < length; i++) {
            int difference = memory.readByte(i32(a, 0) + i) - memory.readByte(i32(a, 1) + i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** Compares at most so many bytes, as unsigned. */
    private static long compareText(GuestMemory memory, int one, int other, int most) {
        for (int i = 0; Integer.compareUnsigned(i, most) < 0; i++) {
            int left = memory.readByte(one + i);
            int difference = left - memory.readByte(other + i);
            if (difference != 0 || left == 0) {
                return difference;
            }
        }
        return 0;
    }

    private static long copyText(Guest guest, long[] a) {
        var memory = guest.memory();
        int most = i32(a, 2);
        memory.require(i32(a, 0), most);
        boolean ended = false;
        for (int i = 0; i < most; i++) {
            int next = ended ? 0 : memory.readByte(i32(a, 1) + i);
            ended |= next == 0;
            memory.writeByte(i32(a, 0) + i, next);
        }
        return a[0];
    }

    private static long formatInto(Guest guest, long[] a) {
        var memory = guest.memory();
        int capacity = i32(a, 1);
        var formatted = Printf.format(memory, i32(a, 2), i32(a, 3));
        if (capacity != 0) {
            var bytes = formatted.bytes();
            int length = Integer.compareUnsigned(bytes.length, capacity - 1) < 0 ? bytes.length : capacity - 1;
            memory.write(i32(a, 0), bytes, length);
            memory.writeByte(i32(a, 0) + length, 0);
        }
        return formatted.length();
    }

    /** A string of AssemblyScript: UTF-16, with its length in bytes before it. What is none is not worth a trap of its own. */
    private static String utf16(GuestMemory memory, int address) {
        if (address == 0 || !memory.contains(address - Integer.BYTES, Integer.BYTES)) {
            return "?";
        }
        int bytes = Math.clamp(memory.readInt(address - Integer.BYTES), 0, MESSAGE_UNITS_MAX * Character.BYTES);
        if (!memory.contains(address, bytes)) {
            return "?";
        }
        return PrintableLine.of(new String(memory.read(address, bytes), StandardCharsets.UTF_16LE));
    }
}
