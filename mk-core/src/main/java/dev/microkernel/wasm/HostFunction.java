package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.Signature;

/**
 * A function that modules may import.
 *
 * @param name its name in {@code env}
 * @param signature its type
 * @param needsStack whether it does more than look at the guest's memory: then it must not begin where the guest has left
 *     too little stack for it to end
 * @param body what it does
 */
record HostFunction(String name, Signature signature, boolean needsStack, Body body) {

    /** What a function does for a guest; the result is of no meaning if it has none. */
    @FunctionalInterface
    interface Body {
        long call(Guest guest, long[] arguments);
    }

    static HostFunction of(String name, String signature, Body body) {
        return new HostFunction(name, Signature.of(signature), true, body);
    }

    static HostFunction light(String name, String signature, Body body) {
        return new HostFunction(name, Signature.of(signature), false, body);
    }

    /** An address or length among the arguments. */
    static int i32(long[] arguments, int index) {
        return (int) arguments[index];
    }
}
