package dev.microkernel.net.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microkernel.net.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/** The server's side of a WebSocket by hand, frame by frame, so that a test can send what no library would. */
final class WebSocketServer {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: (\\S+)\r\n");

    /** What a client has sent, unmasked. */
    record Frame(boolean last, int opcode, byte[] payload) {

        String text() {
            return new String(payload, UTF_8);
        }

        int closeCode() {
            return (Byte.toUnsignedInt(payload[0]) << 8) | Byte.toUnsignedInt(payload[1]);
        }
    }

    private final Socket socket;

    private WebSocketServer(Socket socket) {
        this.socket = socket;
    }

    /** Accepts the handshake. */
    static WebSocketServer accept(Socket socket, String head, String... moreHeaders) throws Exception {
        var key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("no handshake: " + head);
        }
        var digest = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
        var answer = new StringBuilder(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
                .append("Sec-WebSocket-Accept: ")
                .append(Base64.getEncoder().encodeToString(digest))
                .append("\r\n");
        for (var header : moreHeaders) {
            answer.append(header).append("\r\n");
        }
        RawServer.write(socket, answer.append("\r\n").toString());
        return new WebSocketServer(socket);
    }

    /** Sends a frame with the given first byte: FIN is 0x80. */
    void send(int first, byte[] payload) throws IOException {
        var out = socket.getOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.write(payload);
        out.flush();
    }

    void sendText(String text) throws IOException {
        send(0x80 | TEXT, text.getBytes(UTF_8));
    }

    void sendClose(int code, String reason) throws IOException {
        var text = reason.getBytes(UTF_8);
        var payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(0x80 | CLOSE, payload);
    }

    Frame receive() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("a client must mask what it sends");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        var mask = in.readNBytes(4);
        var payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException();
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame((first & 0x80) != 0, first & 0xF, payload);
    }

    /** Receives one message, its fragments put together. */
    byte[] receiveMessage() throws IOException {
        var all = new ByteArrayOutputStream();
        Frame frame;
        do {
            frame = receive();
            all.writeBytes(frame.payload());
        } while (!frame.last());
        return all.toByteArray();
    }
}
