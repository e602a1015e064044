package dev.microkernel.state;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key of a value: any bytes, none of which mean anything to the store. Guests choose theirs freely; text is its UTF-8.
 * Immutable; ordered by unsigned bytes.
 */
public final class StateKey implements Comparable<StateKey> {

    static final StateKey NONE = new StateKey(new byte[0]);

    private final byte[] bytes;

    private StateKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A key that is text.
     *
     * @throws IllegalArgumentException if the text has half a surrogate pair
     */
    public static StateKey of(String text) {
        return new StateKey(Utf8.encode(text, "a key"));
    }

    /** A key of any bytes, which are copied. */
    public static StateKey of(byte[] bytes) {
        return new StateKey(bytes.clone());
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    void putTo(ByteBuffer out) {
        out.put(bytes);
    }

    @Override
    public int compareTo(StateKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its text, if it is UTF-8 that can be printed, else its bytes in hexadecimal; at most 64 characters and "…". */
    @Override
    public String toString() {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException notText) {
            return cut("0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)));
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return cut("0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)));
        }
        return cut(text.toString());
    }

    private static String cut(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
