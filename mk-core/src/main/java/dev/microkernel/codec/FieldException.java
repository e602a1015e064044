package dev.microkernel.codec;

import java.io.Serial;

/**
 * What is wrong with one field of a packed struct. Says nothing yet of where the field stands: each layout around it
 * puts its own step in front, and {@link PackedStruct} makes of it what its caller is told.
 */
final class FieldException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    FieldException(String problem) {
        this("", problem);
    }

    private FieldException(String path, String problem) {
        // Thrown for hostile bytes, and never seen outside: a stack trace would be made for nobody.
        super(problem, null, false, false);
        this.path = path;
        this.problem = problem;
    }

    /** The same problem, seen from the layout around. */
    FieldException within(String step) {
        return new FieldException(step + path, problem);
    }

    /** The field and what is wrong with it. */
    String describe() {
        return path + " " + problem;
    }
}
