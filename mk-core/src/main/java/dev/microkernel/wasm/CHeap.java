package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import java.util.List;

/** C's allocator, for guests that import it. */
final class CHeap {

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("malloc", "i32 -> i32", (guest, a) -> guest.heap().allocate(i32(a, 0))),
            HostFunction.of("calloc", "i32 i32 -> i32", (guest, a) -> {
                long bytes = Integer.toUnsignedLong(i32(a, 0)) * Integer.toUnsignedLong(i32(a, 1));
                if (bytes < 0 || bytes > Integer.MAX_VALUE) {
                    return 0;
                }
                int address = guest.heap().allocate((int) bytes);
                if (address != 0) {
                    guest.memory().fill(address, 0, (int) bytes);
                }
                return address;
            }),
            HostFunction.of(
                    "realloc", "i32 i32 -> i32", (guest, a) -> guest.heap().reallocate(i32(a, 0), i32(a, 1))),
            HostFunction.of("free", "i32 ->", (guest, a) -> {
                guest.heap().free(i32(a, 0));
                return 0;
            }));

    private CHeap() {}
}
