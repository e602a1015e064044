package dev.microkernel.spring.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept connection to a server. Of HTTP it knows as much as these servers answer with, so that little of the machine goes into
 * asking.
 */
final class Wire implements AutoCloseable {

    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    InputStream in() {
        return in;
    }

    /** Reads past the next line that begins like this. */
    void skipToLine(String start) throws IOException {
        int matched = 0; // -1 for a line that does not begin so
        while (matched < start.length()) {
            int next = next();
            if (next == '\n') {
                matched = 0;
            } else if (matched >= 0) {
                matched = next == start.charAt(matched) ? matched + 1 : -1;
            }
        }
        while (next() != '\n') {
            // is passed
        }
    }

    /** Reads past the answer to a request, whose status must be 200. */
    void skipAnswer() throws IOException {
        int length = skipHead(200);
        if (length >= 0) {
            in.skipNBytes(length);
            return;
        }
        for (int chunk = Integer.parseInt(line(), 16); chunk > 0; chunk = Integer.parseInt(line(), 16)) {
            in.skipNBytes(chunk + 2L);
        }
        in.skipNBytes(2);
    }

    /**
     * Reads past the status and the headers.
     *
     * @return the length of the body, -1 if it comes in chunks
     */
    int skipHead(int wanted) throws IOException {
        var status = line();
        if (!status.startsWith("HTTP/1.1 " + wanted)) {
            throw new IOException("not answered with " + wanted + ": " + status);
        }
        int length = -1;
        for (var header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).trim());
            }
        }
        return length;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = next(); next != '\n'; next = next()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new IOException("the server is gone");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
