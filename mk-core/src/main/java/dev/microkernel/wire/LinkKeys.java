package dev.microkernel.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What two nodes compute from their key and their hellos: HMAC-SHA-256 (RFC 2104), with a label for each purpose. */
final class LinkKeys {

    static final int MAC_LENGTH = 32;

    static final String PROOF_OF_CONNECTOR = "MK02 connector";
    static final String PROOF_OF_LISTENER = "MK02 listener";
    static final String FRAMES_TO_CONNECTOR = "MK02 to connector";
    static final String FRAMES_TO_LISTENER = "MK02 to listener";

    private static final String ALGORITHM = "HmacSHA256";

    private LinkKeys() {}

    static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The MAC of a label and both hellos, which say themselves where they end. */
    static byte[] derive(PreSharedKey key, String label, byte[] helloOfConnector, byte[] helloOfListener) {
        var mac = mac(key.key());
        mac.update(label.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        mac.update(helloOfConnector);
        return mac.doFinal(helloOfListener);
    }

    static Mac mac(SecretKeySpec key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
