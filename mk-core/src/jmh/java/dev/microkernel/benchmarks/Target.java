package dev.microkernel.benchmarks;

/** What a row should come to; see the table of targets in {@code docs/benchmarks.md}. */
sealed interface Target {

    /** How the table says it. */
    String text();

    /**
     * Whether it is met.
     *
     * @param value our own value
     * @param timesPekko our value over that of the best configuration of Pekko
     */
    boolean isMet(double value, double timesPekko);

    /** Whether it can be judged only beside Pekko. */
    default boolean needsPekko() {
        return false;
    }

    /** Two at once. */
    record Both(Target one, Target other) implements Target {

        @Override
        public String text() {
            return one.text() + ", " + other.text();
        }

        @Override
        public boolean isMet(double value, double timesPekko) {
            return one.isMet(value, timesPekko) && other.isMet(value, timesPekko);
        }

        @Override
        public boolean needsPekko() {
            return one.needsPekko() || other.needsPekko();
        }
    }

    record TimesPekko(double factor) implements Target {

        @Override
        public String text() {
            return ">= " + Numbers.plain(factor) + " x Pekko";
        }

        @Override
        public boolean isMet(double value, double timesPekko) {
            return timesPekko >= factor;
        }

        @Override
        public boolean needsPekko() {
            return true;
        }
    }

    record AtLeast(double limit) implements Target {

        @Override
        public String text() {
            return ">= " + Numbers.plain(limit);
        }

        @Override
        public boolean isMet(double value, double timesPekko) {
            return value >= limit;
        }
    }

    record AtMost(double limit) implements Target {

        @Override
        public String text() {
            return "<= " + Numbers.plain(limit);
        }

        @Override
        public boolean isMet(double value, double timesPekko) {
            return value <= limit;
        }
    }
}
