package dev.microkernel.net.tcp;

import java.nio.ByteOrder;

/** How a stream of bytes is cut into messages, in both directions. */
public sealed interface Framing {

    /** Longest message that any framing may allow: 64 MiB. */
    int LENGTH_MAX = 64 << 20;

    /** Not at all: what has arrived is delivered as it comes. */
    record None() implements Framing {}

    /**
     * Each message has its length before it, as an unsigned number that does not count itself.
     *
     * @param prefixBytes 1, 2 or 4
     * @param order of the prefix
     * @param lengthMax longest message taken or sent, 1 to {@link #LENGTH_MAX}
     */
    record LengthPrefixed(int prefixBytes, ByteOrder order, int lengthMax) implements Framing {

        /** Refuses what cannot be, naming it. */
        public LengthPrefixed {
            if (prefixBytes != 1 && prefixBytes != 2 && prefixBytes != 4) {
                throw new IllegalArgumentException("a length prefix has 1, 2 or 4 bytes, prefixBytes=" + prefixBytes);
            }
            requireLength(lengthMax);
            if (prefixBytes < 4 && lengthMax >>> (8 * prefixBytes) != 0) {
                throw new IllegalArgumentException("a prefix of " + prefixBytes + " bytes cannot say so long a length,"
                        + " lengthMax=" + lengthMax);
            }
        }
    }

    /**
     * Each message is a line. It ends with LF or CR LF, which are taken off; what is sent gets LF.
     *
     * @param lengthMax longest line taken or sent, 1 to {@link #LENGTH_MAX}
     */
    record Lines(int lengthMax) implements Framing {

        /** Refuses what cannot be, naming it. */
        public Lines {
            requireLength(lengthMax);
        }
    }

    /** Bytes as they come. */
    static Framing none() {
        return new None();
    }

    /** Messages with a prefix of 4 bytes in network order. */
    static Framing lengthPrefixed(int lengthMax) {
        return new LengthPrefixed(4, ByteOrder.BIG_ENDIAN, lengthMax);
    }

    /** Lines. */
    static Framing lines(int lengthMax) {
        return new Lines(lengthMax);
    }

    private static void requireLength(int lengthMax) {
        if (lengthMax < 1 || lengthMax > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "longest message must be 1.." + LENGTH_MAX + " bytes, lengthMax=" + lengthMax);
        }
    }
}
