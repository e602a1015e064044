package dev.microkernel.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The fuzz targets on inputs that one seed decides: arbitrary bytes, and accepted inputs with a few faults. Short, so
 * that it is part of every build; Jazzer, which learns what gets further, runs by the profile {@code fuzz}.
 */
class SeededFuzzTest {

    private static final int INPUTS = 40_000;
    private static final long SEED = Long.getLong("mk.fuzz.seed", 20261123);

    /** What lengths and counts are most likely to be wrong about. */
    private static final int[] EXTREMES = {0, 1, 2, 3, 4, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 30, 1 << 29
    };

    @ParameterizedTest
    @EnumSource
    void hasAnAnswerForEveryInput(FuzzTarget target) {
        var random = new Random(SEED);
        var seeds = target.seeds();
        int inputs = INPUTS / target.weight();
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < inputs; i++) {
            var input = i % 4 == 0
                    ? arbitrary(random)
                    : mutated(seeds.get(random.nextInt(seeds.size())).clone(), random);
            try {
                if (target.accepts(input)) {
                    accepted++;
                } else {
                    refused++;
                }
            } catch (RuntimeException | Error failure) {
                throw new AssertionError(
                        target + " on input " + i + " of seed " + SEED + ": "
                                + HexFormat.of().formatHex(input),
                        failure);
            }
        }

        // Inputs that all die at the first byte would prove nothing.
        assertThat(accepted).as("inputs accepted").isGreaterThan(inputs / 10);
        assertThat(accepted + refused).isEqualTo(inputs);
        if (target != FuzzTarget.ROUND_TRIP) {
            assertThat(refused).as("inputs refused").isGreaterThan(inputs / 10);
        }
    }

    private static byte[] arbitrary(Random random) {
        var bytes = new byte[random.nextInt(160)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to three faults; none at all now and then. */
    private static byte[] mutated(byte[] input, Random random) {
        var bytes = input;
        for (int faults = random.nextInt(4); faults > 0 && bytes.length > 0; faults--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
                default -> {
                    int extreme = EXTREMES[random.nextInt(EXTREMES.length)];
                    boolean big = random.nextBoolean();
                    for (int i = 0; i < Integer.BYTES && at + i < bytes.length; i++) {
                        bytes[at + i] = (byte) (extreme >>> 8 * (big ? 3 - i : i));
                    }
                }
            }
        }
        return bytes;
    }
}
