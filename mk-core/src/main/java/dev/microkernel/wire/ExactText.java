package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of explicit length, as MK02 writes it. */
final class ExactText {

    private ExactText() {}

    /** Decodes all of {@code field}; never answers {@link Decoded.NeedMore}. */
    static Decoded<String> decode(ByteBuffer field, int lengthMin, int lengthMax) {
        int length = field.remaining();
        if (length < lengthMin || length > lengthMax) {
            return new Decoded.Malformed<>(
                    "must be " + lengthMin + ".." + lengthMax + " bytes of UTF-8, length=" + length);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(field).toString();
        } catch (CharacterCodingException e) {
            return new Decoded.Malformed<>("must be UTF-8");
        }
        return text.codePoints().anyMatch(Character::isISOControl)
                ? new Decoded.Malformed<>("must not hold control characters")
                : new Decoded.Complete<>(text);
    }

    /** As many bytes of a text as fit, whole characters only, and without what {@link #decode} refuses. */
    static byte[] fit(String text, int lengthMax) {
        var clean = new StringBuilder();
        int length = 0;
        for (int codePoint : text.codePoints().toArray()) {
            boolean shown = !Character.isISOControl(codePoint)
                    && !(codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
            int shownPoint = shown ? codePoint : ' ';
            length += utf8Length(shownPoint);
            if (length > lengthMax) {
                break;
            }
            clean.appendCodePoint(shownPoint);
        }
        return clean.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
