package dev.microkernel.wasm.engine;

/** A function of the host, for one instance. */
@FunctionalInterface
public interface HostCall {

    /**
     * Called by guest code.
     *
     * @param arguments one for each parameter; an i32 in the lower half
     * @return the result; of no meaning if the function has none
     */
    long call(long[] arguments);
}
