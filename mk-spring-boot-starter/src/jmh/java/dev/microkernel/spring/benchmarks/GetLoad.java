package dev.microkernel.spring.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks over kept connections, one request at a time on each. Of HTTP it knows as much as these servers answer with, so that
 * little of the machine goes into asking.
 */
final class GetLoad {

    private static final String LENGTH = "content-length:";

    private final byte[] request;
    private final int port;
    private final int connections;

    GetLoad(int port, String path, int connections) {
        this.port = port;
        this.connections = connections;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** How many requests were answered with 200; any other answer is an error. */
    long run(Duration length) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + length.toNanos();
        var answered = new ArrayList<Future<Long>>();
        long sum = 0;
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                answered.add(clients.submit(() -> ask(end)));
            }
            for (var client : answered) {
                sum += client.get();
            }
        }
        return sum;
    }

    private long ask(long end) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            long count = 0;
            while (System.nanoTime() - end < 0) {
                out.write(request);
                skipAnswer(in);
                count++;
            }
            return count;
        }
    }

    private static void skipAnswer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("not answered: " + status);
        }
        int length = -1;
        boolean chunked = false;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).trim());
            }
            chunked |= lower.equals("transfer-encoding: chunked");
        }
        if (chunked) {
            for (int chunk = chunk(in); chunk > 0; chunk = chunk(in)) {
                in.skipNBytes(chunk + 2L);
            }
            in.skipNBytes(2);
        } else {
            in.skipNBytes(length);
        }
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server is gone");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
