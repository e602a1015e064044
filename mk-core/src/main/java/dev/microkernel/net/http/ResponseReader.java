package dev.microkernel.net.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an answer by HTTP/1.1 (RFC 9112) of a server that is not believed: every part of it has a bound. */
final class ResponseReader {

    private static final int LINE_MAX = 8_192;
    private static final int HEADERS_MAX = 100;
    private static final int CONTINUE = 100;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final InputStream in;
    private final int bodyMax;
    private long contentLength = -1;
    private boolean chunked;
    private @Nullable String location;

    ResponseReader(InputStream in, int bodyMax) {
        this.in = in;
        this.bodyMax = bodyMax;
    }

    /** An answer, of a request by HEAD without its body (RFC 9112, 6.3). */
    PinnedHttp.Answer read(boolean head) throws IOException {
        int status;
        do {
            status = readHead();
        } while (status >= CONTINUE && status < 2 * CONTINUE);
        boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (redirects && location != null) {
            return new PinnedHttp.Answer(status, new byte[0], location);
        }
        boolean empty = head || status == NO_CONTENT || status == NOT_MODIFIED;
        return new PinnedHttp.Answer(status, empty ? new byte[0] : readBody(), null);
    }

    private int readHead() throws IOException {
        var first = readLine();
        if (!first.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("no answer by HTTP/1.1: " + first.substring(0, Math.min(first.length(), 40)));
        }
        contentLength = -1;
        chunked = false;
        location = null;
        for (int headers = 0; headers <= HEADERS_MAX; headers++) {
            var line = readLine();
            if (line.isEmpty()) {
                return Integer.parseInt(first.substring(9, 12));
            }
            readHeader(line);
        }
        throw new IOException("more than " + HEADERS_MAX + " headers");
    }

    private void readHeader(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IOException("a header without a name");
        }
        var value = line.substring(colon + 1).strip();
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> {
                if (!value.matches("[0-9]{1,18}")) {
                    throw new IOException("a length that is none");
                }
                contentLength = Long.parseLong(value);
            }
            case "transfer-encoding" -> {
                if (!value.equalsIgnoreCase("chunked")) {
                    throw new IOException("a transfer encoding that was not asked for");
                }
                chunked = true;
            }
            case "location" -> location = value;
            default -> {}
        }
    }

    private byte[] readBody() throws IOException {
        var body = new ByteArrayOutputStream();
        if (chunked) {
            readChunks(body);
        } else if (contentLength >= 0) {
            readExactly(contentLength, body);
        } else {
            var all = in.readNBytes(bodyMax + 1);
            requireFits(all.length);
            body.write(all);
        }
        return body.toByteArray();
    }

    private void readChunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            var size = readLine().split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IOException("a chunk without a size");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                return; // trailers are of no use
            }
            requireFits(body.size() + length);
            readExactly(length, body);
            if (!readLine().isEmpty()) {
                throw new IOException("a chunk that is longer than its size");
            }
        }
    }

    private void readExactly(long length, ByteArrayOutputStream body) throws IOException {
        requireFits(length);
        var bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new IOException("the answer broke off");
        }
        body.write(bytes);
    }

    private void requireFits(long length) throws IOException {
        if (length > bodyMax) {
            throw new IOException("the body is longer than " + bodyMax + " bytes");
        }
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the answer broke off");
            }
            if (c == '\n') {
                var text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() == LINE_MAX) {
                throw new IOException("a line of more than " + LINE_MAX + " bytes");
            }
            line.write(c);
        }
    }
}
