package dev.microkernel.simulation;

import java.io.Serial;
import java.util.List;

/** A run in which something did not hold that must. */
public final class SimulationFailure extends AssertionError {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long seed;
    private final transient List<Operation> operations;

    SimulationFailure(long seed, String message, List<Operation> operations, Throwable cause) {
        super(message, cause);
        this.seed = seed;
        this.operations = List.copyOf(operations);
    }

    /** What to replay it by. */
    public long seed() {
        return seed;
    }

    /** The operations without which, as far as was tried, it does not fail. */
    public List<Operation> operations() {
        return operations;
    }
}
