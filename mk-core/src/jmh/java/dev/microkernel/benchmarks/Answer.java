package dev.microkernel.benchmarks;

/** What a JVM that measures says on its standard output, one a line, with what belongs to it after a tab each. */
enum Answer {
    /** All that was asked for is done; the first says that the work is set up. */
    DONE,
    /** A row's name and its value. */
    VALUE,
    /** It could not be done: the reason. Nothing follows. */
    FAILED;

    static final String SEPARATOR = "\t";
}
