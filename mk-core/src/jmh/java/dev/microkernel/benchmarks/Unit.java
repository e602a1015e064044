package dev.microkernel.benchmarks;

/** What a row counts, and which way is better. */
enum Unit {
    OPS_PER_SECOND("ops/s", true),
    RATIO("ratio", true),
    BYTES("bytes", false),
    MILLISECONDS("ms", false);

    private final String text;
    private final boolean moreIsBetter;

    Unit(String text, boolean moreIsBetter) {
        this.text = text;
        this.moreIsBetter = moreIsBetter;
    }

    String text() {
        return text;
    }

    double best(double one, double other) {
        return moreIsBetter ? Math.max(one, other) : Math.min(one, other);
    }
}
