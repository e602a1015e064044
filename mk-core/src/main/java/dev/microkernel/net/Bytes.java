package dev.microkernel.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A sequence of bytes that never changes, so that actors can share it. Safe for all threads. */
public final class Bytes {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_MAX = 32;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    /**
     * A copy of a part of these bytes.
     *
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public static Bytes of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** A copy of what remains in a buffer, whose position moves behind it. */
    public static Bytes of(ByteBuffer buffer) {
        var copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy.length == 0 ? EMPTY : new Bytes(copy);
    }

    /** A text in UTF-8. */
    public static Bytes utf8(String text) {
        return of(text, StandardCharsets.UTF_8);
    }

    /** A text; what the charset lacks becomes its replacement. */
    public static Bytes of(String text, Charset charset) {
        var encoded = text.getBytes(charset);
        return encoded.length == 0 ? EMPTY : new Bytes(encoded);
    }

    /** How many bytes there are. */
    public int length() {
        return content.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return content.length == 0;
    }

    /**
     * One of the bytes.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public byte get(int index) {
        return content[index];
    }

    /** A copy. */
    public byte[] toArray() {
        return content.clone();
    }

    /** A view that cannot be written through. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** Writes all to a stream. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** The text that these bytes are in UTF-8; what is malformed becomes U+FFFD. */
    public String utf8() {
        return text(StandardCharsets.UTF_8);
    }

    /** The text that these bytes are in a charset; what is malformed becomes its replacement. */
    public String text(Charset charset) {
        return new String(content, charset);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The number of bytes, and the first of them in hexadecimal; for people. */
    @Override
    public String toString() {
        int shown = Math.min(SHOWN_MAX, content.length);
        return content.length + " bytes: " + HexFormat.of().formatHex(content, 0, shown)
                + (shown < content.length ? "..." : "");
    }
}
