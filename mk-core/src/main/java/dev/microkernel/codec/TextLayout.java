package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A {@code String}: the 32-bit number of its bytes, then UTF-8. */
record TextLayout() implements Layout {

    /** What the JDK puts where bytes are no UTF-8; also a character of its own right. */
    private static final char REPLACEMENT = '\uFFFD';

    @Override
    public int lengthMin() {
        return Integer.BYTES;
    }

    @Override
    public void write(PackedOutput out, Object value) {
        var text = (String) value;
        if (hasSurrogate(text)) {
            requireEncodable(text);
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.count(bytes.length, 1).put(bytes);
    }

    @Override
    public Object read(ByteBuffer in) {
        int length = Layout.readCount(in, 1);
        var text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireDecodable(in.slice(in.position(), length));
        }
        in.position(in.position() + length);
        return text;
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static void requireEncodable(String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new FieldException("must not hold half a surrogate pair: UTF-8 has no bytes for it");
        }
    }

    private static void requireDecodable(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw new FieldException("must be UTF-8");
        }
    }
}
