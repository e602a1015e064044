package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Frames with a tag behind each, by which the receiver knows that they are the sender's, all of them and in order. For
 * one direction of one connection; only one strand uses it, since frames are numbered.
 */
final class TaggedFraming implements Framing {

    static final int TAG_LENGTH = 16;

    private final FrameCodec codec;
    private final Mac mac;
    private long number;

    TaggedFraming(FrameCodec codec, byte[] key) {
        this.codec = codec;
        this.mac = LinkKeys.mac(LinkKeys.key(key));
    }

    @Override
    public Decoded<Frame> decode(ByteBuffer in) {
        int start = in.position();
        var decoded = codec.decode(in);
        if (!(decoded instanceof Decoded.Complete<Frame>)) {
            return decoded;
        }
        int end = in.position();
        if (in.remaining() < TAG_LENGTH) {
            in.position(start);
            return new Decoded.NeedMore<>(TAG_LENGTH - (in.limit() - end));
        }
        var tag = new byte[TAG_LENGTH];
        in.get(tag);
        if (!MessageDigest.isEqual(tag, tag(in.slice(start, end - start)))) {
            in.position(start);
            return new Decoded.Malformed<>(
                    "frame must have the tag that the key makes of it, number=" + Long.toUnsignedString(number));
        }
        number++;
        return decoded;
    }

    @Override
    public void encode(Frame frame, ByteBuffer out) {
        int start = out.position();
        codec.encode(frame, out);
        out.put(tag(out.slice(start, out.position() - start)));
        number++;
    }

    @Override
    public int length(Frame frame) {
        return codec.length(frame) + TAG_LENGTH;
    }

    @Override
    public int overhead() {
        return TAG_LENGTH;
    }

    private byte[] tag(ByteBuffer frame) {
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        mac.update(frame);
        return Arrays.copyOf(mac.doFinal(), TAG_LENGTH);
    }
}
