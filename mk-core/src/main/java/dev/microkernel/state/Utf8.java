package dev.microkernel.state;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text whose bytes stand for it and nothing else: two texts never become one key. */
final class Utf8 {

    private Utf8() {}

    /** @throws IllegalArgumentException if the text has half a surrogate pair */
    static byte[] encode(String text, String what) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " must be text without half surrogate pairs, text=" + text, e);
        }
    }

    /** @throws IllegalArgumentException if the name is none of an owner */
    static byte[] owner(String owner) {
        var bytes = encode(owner, "an owner's name");
        if (bytes.length == 0 || bytes.length > StateStore.OWNER_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "an owner's name must have 1 to " + StateStore.OWNER_LENGTH_MAX + " bytes, length=" + bytes.length);
        }
        return bytes;
    }
}
