package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.PATIENCE;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client of a WebSocket gets, as text. */
public final class WebSocketListener implements WebSocket.Listener {

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean reads;

    /** One that reads whatever comes. */
    public WebSocketListener() {
        this(true);
    }

    /** One that reads, or never does. */
    WebSocketListener(boolean reads) {
        this.reads = reads;
    }

    /** The next; fails after a long while. */
    public String next() throws InterruptedException {
        var next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was received within " + PATIENCE);
        }
        return next;
    }

    @Override
    public void onOpen(WebSocket socket) {
        if (reads) {
            socket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add("text " + text);
            text.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        received.add("binary " + hex(data));
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
        received.add("pong " + hex(payload));
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        received.add("close " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        received.add("error " + failure);
    }

    private static String hex(ByteBuffer data) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
