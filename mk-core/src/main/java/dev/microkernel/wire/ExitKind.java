package dev.microkernel.wire;

/** How an actor has ended; each has its number on the wire. */
public enum ExitKind {
    /** It had done its work. */
    NORMAL(0),
    /** It was told to stop. */
    STOPPED(1),
    /** It threw; the text says what. */
    FAILED(2),
    /** It did not stop in time. */
    KILLED(3),
    /** Its node is gone; the value is that node's id. */
    UNREACHABLE(4),
    /** It took longer than it may; the value is the limit in milliseconds. */
    DEADLINE(5),
    /** It wanted more memory than it may have; the value is the limit in bytes. */
    MEMORY(6),
    /** Its guest code ran into something undefined; the text says what. */
    TRAP(7),
    /** There is none of that id: it has ended before, or never was. */
    UNKNOWN(8),
    /** It did something more often, or had more of something, than it may: the text says what, the value how much. */
    OVERRUN(9);

    private final int number;

    ExitKind(int number) {
        this.number = number;
    }

    /** The kind of that number; unknown ones are failures. */
    static ExitKind of(int number) {
        for (var known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return FAILED;
    }

    int number() {
        return number;
    }
}
