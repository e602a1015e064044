package dev.microkernel.wasm;

/**
 * Sees to it that a thread's stack does not end in the middle of a host function. Guest code decides how deep the stack is
 * when it calls one; a stack that is full between two steps of a mailbox, or in the initializer of a class, would do damage
 * for good. So before such a function begins, as much stack as it may take is used once, and given back: if there is not so
 * much, the guest's stack is full.
 */
final class StackReserve {

    private static final int FRAMES = 160;

    private StackReserve() {}

    /** Fails with a {@link StackOverflowError} if the stack is nearly full. */
    static void require() {
        if (descend(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == 0) {
            throw new IllegalStateException("the sum of what is more than zero");
        }
    }

    /** Arguments beyond those that fit registers lie on the stack, so that a frame takes some 150 bytes. */
    private static long descend(
            int frames,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k,
            long l) {
        return frames == 0
                ? a + b + c + d + e + f + g + h + i + j + k + l
                : descend(frames - 1, b, c, d, e, f, g, h, i, j, k, l, a) + 1;
    }
}
