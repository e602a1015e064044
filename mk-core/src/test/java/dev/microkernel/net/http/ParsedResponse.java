package dev.microkernel.net.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** An HTTP response that a server may send, as it is read for those who are not trusted. */
public final class ParsedResponse {

    private static final int BODY_MAX = 1_000;

    private ParsedResponse() {}

    /** Whether the bytes begin with a response; what is read keeps to the limits. */
    public static boolean isResponse(byte[] bytes) {
        try {
            var answer = new ResponseReader(new ByteArrayInputStream(bytes), BODY_MAX).read(false);
            if (answer.body().length > BODY_MAX || answer.status() < 200 || answer.status() > 999) {
                throw new AssertionError("broken: an answer has a final status, and no more body than may be");
            }
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
