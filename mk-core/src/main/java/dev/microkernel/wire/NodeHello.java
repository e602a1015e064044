package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How an MK02 node introduces itself, integers big-endian.
 *
 * <pre>
 *  0       4        6        7         8         12            20         24           28
 *  +-------+--------+--------+---------+---------+-------------+----------+------------+
 *  | MK02  | length | lowest | highest | node id | incarnation | features | payload_max|
 *  +-------+--------+--------+---------+---------+-------------+----------+------------+
 *  28       32          36      68               69                70
 *  +--------+-----------+-------+----------------+-----------------+----------+---------
 *  | window | heartbeat | nonce | authentication | identity length | identity | later..
 *  +--------+-----------+-------+----------------+-----------------+----------+---------
 * </pre>
 *
 * @param versionMin lowest version of the protocol that the node speaks, 1 to 255
 * @param versionMax highest version, not below the lowest
 * @param nodeId not 0
 * @param incarnation drawn at every start, not 0
 * @param features {@link #FEATURE_CONFIRMS}, {@link #FEATURE_GROUPS} and those to come
 * @param payloadMax the longest payload it accepts, in bytes, unsigned, at least {@link #ROOM_MIN}
 * @param window how many bytes of messages it accepts unasked, unsigned, at least {@link #ROOM_MIN}
 * @param heartbeatMillis how often it sends a PING, {@link #HEARTBEAT_MIN} to {@link #HEARTBEAT_MAX}
 * @param nonce {@value #NONCE_LENGTH} random bytes; not copied
 * @param authenticates whether it proves that it has a pre-shared key, and wants the same
 * @param identity the node's name, 1 to {@value #IDENTITY_LENGTH_MAX} bytes of UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
public record NodeHello(
        int versionMin,
        int versionMax,
        int nodeId,
        long incarnation,
        int features,
        int payloadMax,
        int window,
        int heartbeatMillis,
        byte[] nonce,
        boolean authenticates,
        String identity) {

    /** The first four bytes: "MK02". */
    public static final int MAGIC = 0x4D4B3032;

    /** The version described in docs/wire-protocol.md, the only one. */
    public static final int VERSION = 1;

    /** The node confirms messages that have a sequence number. */
    public static final int FEATURE_CONFIRMS = 1;

    /** The node hears who is a member of which group. */
    public static final int FEATURE_GROUPS = 4;

    /** Longest identity in bytes. */
    public static final int IDENTITY_LENGTH_MAX = 63;

    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 32;

    /** Least bytes of the longest payload, and of the window. */
    public static final int ROOM_MIN = 1024;

    /** Shortest heartbeat in milliseconds. */
    public static final int HEARTBEAT_MIN = 100;

    /** Longest heartbeat in milliseconds. */
    public static final int HEARTBEAT_MAX = 60_000;

    /** Most bytes of a hello, of this version or a later one. */
    public static final int LENGTH_MAX = 1024;

    private static final int FIXED_LENGTH = 70;
    private static final int NONCE_OFFSET = 36;
    private static final int AUTHENTICATION_OFFSET = 68;
    private static final int IDENTITY_LENGTH_OFFSET = 69;

    /** Refuses what cannot be sent, naming the rule and the value. */
    public NodeHello {
        var violation = violation(versionMin, versionMax, nodeId, incarnation, payloadMax, window, heartbeatMillis);
        if (violation.isEmpty() && nonce.length != NONCE_LENGTH) {
            violation = "nonce must have " + NONCE_LENGTH + " bytes, length=" + nonce.length;
        }
        if (!violation.isEmpty()) {
            throw new IllegalArgumentException(violation);
        }
        requireIdentity(identity);
    }

    /**
     * Lets a name that a node may have pass.
     *
     * @throws IllegalArgumentException with the rule and the value, for any other
     */
    public static void requireIdentity(String identity) {
        var wrong = PaddedText.violation(identity, IDENTITY_LENGTH_MAX);
        if (wrong != null) {
            throw new IllegalArgumentException("node identity " + wrong);
        }
    }

    /** What is wrong with the numbers, or nothing. */
    private static String violation(
            int versionMin,
            int versionMax,
            int nodeId,
            long incarnation,
            int payloadMax,
            int window,
            int heartbeatMillis) {
        if (versionMin < 1 || versionMax < versionMin || versionMax > 255) {
            return "versions must be 1 <= lowest <= highest <= 255, lowest=" + versionMin + ", highest=" + versionMax;
        }
        if (nodeId == 0) {
            return "node id must not be 0";
        }
        if (incarnation == 0) {
            return "incarnation must not be 0";
        }
        if (Integer.compareUnsigned(payloadMax, ROOM_MIN) < 0) {
            return "payload limit must be at least " + ROOM_MIN + " bytes, limit="
                    + Integer.toUnsignedString(payloadMax);
        }
        if (Integer.compareUnsigned(window, ROOM_MIN) < 0) {
            return "window must be at least " + ROOM_MIN + " bytes, window=" + Integer.toUnsignedString(window);
        }
        if (heartbeatMillis < HEARTBEAT_MIN || heartbeatMillis > HEARTBEAT_MAX) {
            return "heartbeat must be " + HEARTBEAT_MIN + ".." + HEARTBEAT_MAX + " ms, heartbeat="
                    + Integer.toUnsignedString(heartbeatMillis);
        }
        return "";
    }

    /**
     * Decodes the hello at the buffer's position.
     *
     * @param in the bytes received so far, big-endian; its position moves only behind a complete hello
     */
    public static Decoded<NodeHello> decode(ByteBuffer in) {
        int at = in.position();
        if (in.remaining() >= Integer.BYTES && in.getInt(at) != MAGIC) {
            return new Decoded.Malformed<>(
                    "hello must begin with 0x%08x (MK02), got 0x%08x".formatted(MAGIC, in.getInt(at)));
        }
        if (in.remaining() < 6) {
            return new Decoded.NeedMore<>(6 - in.remaining());
        }
        int length = Short.toUnsignedInt(in.getShort(at + 4));
        if (length <= FIXED_LENGTH || length > LENGTH_MAX) {
            return new Decoded.Malformed<>(
                    "hello must have " + (FIXED_LENGTH + 1) + ".." + LENGTH_MAX + " bytes, length=" + length);
        }
        if (in.remaining() < length) {
            return new Decoded.NeedMore<>(length - in.remaining());
        }
        int authentication = Byte.toUnsignedInt(in.get(at + AUTHENTICATION_OFFSET));
        int identityLength = Byte.toUnsignedInt(in.get(at + IDENTITY_LENGTH_OFFSET));
        if (authentication > 1) {
            return new Decoded.Malformed<>("authentication must be 0 or 1, authentication=" + authentication);
        }
        if (FIXED_LENGTH + identityLength > length) {
            return new Decoded.Malformed<>("node identity must end within the hello, length=" + identityLength);
        }
        int versionMin = Byte.toUnsignedInt(in.get(at + 6));
        int versionMax = Byte.toUnsignedInt(in.get(at + 7));
        int nodeId = in.getInt(at + 8);
        long incarnation = in.getLong(at + 12);
        int payloadMax = in.getInt(at + 24);
        int window = in.getInt(at + 28);
        int heartbeat = in.getInt(at + 32);
        var violation = violation(versionMin, versionMax, nodeId, incarnation, payloadMax, window, heartbeat);
        if (!violation.isEmpty()) {
            return new Decoded.Malformed<>(violation);
        }
        var nonce = new byte[NONCE_LENGTH];
        in.get(at + NONCE_OFFSET, nonce);
        return ExactText.decode(in.slice(at + FIXED_LENGTH, identityLength), 1, IDENTITY_LENGTH_MAX)
                .of("node identity")
                .map(identity -> {
                    in.position(at + length);
                    return new NodeHello(
                            versionMin,
                            versionMax,
                            nodeId,
                            incarnation,
                            in.getInt(at + 20),
                            payloadMax,
                            window,
                            heartbeat,
                            nonce,
                            authentication == 1,
                            identity);
                });
    }

    /** The bytes, in a new buffer ready to be read. */
    public ByteBuffer encode() {
        var name = identity.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_LENGTH + name.length)
                .putInt(MAGIC)
                .putShort((short) (FIXED_LENGTH + name.length))
                .put((byte) versionMin)
                .put((byte) versionMax)
                .putInt(nodeId)
                .putLong(incarnation)
                .putInt(features)
                .putInt(payloadMax)
                .putInt(window)
                .putInt(heartbeatMillis)
                .put(nonce)
                .put((byte) (authenticates ? 1 : 0))
                .put((byte) name.length)
                .put(name)
                .flip();
    }

    /** Whether it offers a feature. */
    public boolean offers(int feature) {
        return (features & feature) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeHello hello && encode().equals(hello.encode());
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(incarnation) + Arrays.hashCode(nonce);
    }
}
