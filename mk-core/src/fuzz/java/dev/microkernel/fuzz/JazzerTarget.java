package dev.microkernel.fuzz;

/** What Jazzer calls in its own process: the target named by its first argument. */
public final class JazzerTarget {

    private static FuzzTarget target = FuzzTarget.FRAME;

    private JazzerTarget() {}

    /** Called once, with what stands behind {@code --target_args}. */
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.valueOf(arguments[0]);
        // Loads, and so instruments, what all inputs need: within the first one that could take longer than an input
        // may.
        target.seeds().forEach(target::accepts);
    }

    /** Called for each input; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        var _ = target.accepts(input);
    }
}
