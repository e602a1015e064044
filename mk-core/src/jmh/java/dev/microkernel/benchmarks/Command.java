package dev.microkernel.benchmarks;

/** What the JVM that measures is told on its standard input, one a line, each answered on its standard output. */
enum Command {
    /** Warm up for so many milliseconds; answered by {@link Answer#DONE}. */
    WARM_UP,
    /** Measure for so many milliseconds; answered by any number of {@link Answer#VALUE} and {@link Answer#DONE}. */
    ROUND
}
