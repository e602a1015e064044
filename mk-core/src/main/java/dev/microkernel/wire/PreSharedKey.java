package dev.microkernel.wire;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;

/** A secret that two nodes have, and nobody else. It must be random: nothing slows down who guesses it. */
public final class PreSharedKey {

    /** Least bytes of a key. */
    public static final int LENGTH_MIN = 16;

    private static final int LENGTH_MAX = 1024;

    private final SecretKeySpec key;

    private PreSharedKey(byte[] secret) {
        if (secret.length < LENGTH_MIN || secret.length > LENGTH_MAX) {
            throw new IllegalArgumentException("a pre-shared key must have " + LENGTH_MIN + ".." + LENGTH_MAX
                    + " bytes, length=" + secret.length + "; make one with: openssl rand -hex 32");
        }
        key = LinkKeys.key(secret);
    }

    /**
     * A key of these bytes, which are copied.
     *
     * @throws IllegalArgumentException if there are fewer than 16 or more than 1,024
     */
    public static PreSharedKey of(byte[] secret) {
        return new PreSharedKey(secret);
    }

    /** A key of the UTF-8 bytes of a text, as it stands in a configuration. */
    public static PreSharedKey of(String secret) {
        return new PreSharedKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    SecretKeySpec key() {
        return key;
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "PreSharedKey[...]";
    }
}
