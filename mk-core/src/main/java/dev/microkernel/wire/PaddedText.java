package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text in a field of fixed length, ended by a NUL; what stands behind the NUL is padding and not looked at. */
final class PaddedText {

    private PaddedText() {}

    /** Decodes all of {@code field}; never answers {@link Decoded.NeedMore}. */
    static Decoded<String> decode(ByteBuffer field, int lengthMax) {
        int end = field.position();
        while (end < field.limit() && field.get(end) != 0) {
            end++;
        }
        if (end == field.limit()) {
            return new Decoded.Malformed<>("must end with NUL within " + field.remaining() + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(field.slice(field.position(), end - field.position()))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Decoded.Malformed<>("must be UTF-8");
        }
        var violation = violation(text, lengthMax);
        return violation == null ? new Decoded.Complete<>(text) : new Decoded.Malformed<>(violation);
    }

    /** What is wrong with a text for such a field, or null. */
    static @Nullable String violation(String text, int lengthMax) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > lengthMax) {
            return "must be 1.." + lengthMax + " bytes of UTF-8, length=" + length;
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            return "must not hold control characters";
        }
        if (text.codePoints().anyMatch(PaddedText::isHalfOfPair)) {
            // It would go out as '?': two names here would be one name there.
            return "must not hold half a surrogate pair";
        }
        return null;
    }

    /** A code point that is a surrogate had no partner. */
    private static boolean isHalfOfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
