package dev.microkernel.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that says what a test wants, right or wrong, and keeps the heads of the requests it had. */
public final class RawServer implements AutoCloseable {

    /** What is done with one client. */
    @FunctionalInterface
    public interface Script {

        /** Reads and writes; the socket is closed behind it. */
        void run(Socket socket, String head) throws Exception;
    }

    private final ServerSocket server;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** Runs the script for each client whose request has come. */
    public RawServer(Script script) {
        try {
            server = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket, script));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void serve(Socket accepted, Script script) {
        try (accepted) {
            var head = readHead(accepted.getInputStream());
            if (!head.isEmpty()) {
                heads.add(head);
                script.run(accepted, head);
            }
        } catch (Exception gone) {
            // The client does not want any more, which the test sees by what it gets.
        }
    }

    /** Reads up to the empty line; nothing at the end of the stream. */
    public static String readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    /** Writes what may be no HTTP at all. */
    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The heads of all requests so far. */
    public List<String> heads() {
        return heads;
    }

    /** The port. */
    public int port() {
        return server.getLocalPort();
    }

    /** A resource of this server. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** A resource of this server, by WebSocket. */
    public URI webSocketUri(String path) {
        return URI.create("ws://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
