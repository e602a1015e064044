package dev.microkernel.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers, summed up and printed. */
final class Numbers {

    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Numbers() {}

    static OptionalDouble median(double... values) {
        return quantile(0.5, values);
    }

    static OptionalDouble halfQuartileRange(double... values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                (quantile(0.75, values).orElseThrow() - quantile(0.25, values).orElseThrow()) / 2);
    }

    /** With interpolation between the two values that are nearest. */
    private static OptionalDouble quantile(double fraction, double... values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return OptionalDouble.of(sorted[below] + (position - below) * (sorted[above] - sorted[below]));
    }

    /** All digits before the point, and at least three in all: 12,345,678; 12.3; 0.0123. */
    static String readable(double value) {
        return Math.abs(value) >= 1_000 ? String.format(Locale.ROOT, "%,.0f", value) : plain(threeDigits(value));
    }

    static double threeDigits(double value) {
        return BigDecimal.valueOf(value).round(THREE_DIGITS).doubleValue();
    }

    /** Without a point where there is nothing behind it. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
