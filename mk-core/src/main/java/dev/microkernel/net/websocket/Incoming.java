package dev.microkernel.net.websocket;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes by one WebSocket, its fragments put together. The next message is asked for when the one before has been
 * taken, so at most one waits here.
 */
final class Incoming implements WebSocket.Listener {

    /** What has come. */
    sealed interface Item {
        record Text(String text) implements Item {}

        record Binary(Bytes bytes) implements Item {}

        record Ping() implements Item {}

        record Pong(Bytes payload) implements Item {}

        record Closed(int code, String reason) implements Item {}

        record Failed(Throwable cause) implements Item {}
    }

    private final int lengthMax;
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Incoming(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    /** Waits for the next item, zero for ever; null if none came in time. Ask the WebSocket for one more before. */
    @Nullable
    Item next(Duration patience) throws InterruptedException {
        return patience.isZero() ? items.take() : items.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void onOpen(WebSocket socket) {
        // The receiving thread asks for what it wants.
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        if (text.length() + data.length() > lengthMax) {
            tooLong();
            return null;
        }
        text.append(data);
        if (last) {
            items.add(new Item.Text(text.toString()));
            text.setLength(0);
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        if (bytes.size() + data.remaining() > lengthMax) {
            tooLong();
            return null;
        }
        var copy = new byte[data.remaining()];
        data.get(copy);
        bytes.writeBytes(copy);
        if (last) {
            items.add(new Item.Binary(Bytes.of(bytes.toByteArray())));
            bytes.reset();
        } else {
            socket.request(1);
        }
        return null;
    }

    private void tooLong() {
        items.add(new Item.Failed(new NetException(
                NetFailure.Kind.LIMIT, "a message must have at most " + lengthMax + " bytes or characters")));
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        items.add(new Item.Ping()); // the JDK answers it
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        items.add(new Item.Pong(Bytes.of(message)));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        items.add(new Item.Closed(code, reason));
        return null; // the JDK answers it
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        items.add(new Item.Failed(error));
    }
}
