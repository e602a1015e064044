package dev.microkernel.net.http;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks bodies (RFC 1952). */
final class Gzip {

    private Gzip() {}

    /**
     * What was packed.
     *
     * @throws NetException if it is longer than allowed, however little it was when packed, or malformed
     */
    static Bytes unpack(Bytes packed, int bytesMax) throws IOException {
        if (packed.isEmpty()) {
            return packed; // the answer to a HEAD, say
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.toArray()))) {
            var unpacked = in.readNBytes(bytesMax);
            if (unpacked.length == bytesMax && in.read() >= 0) {
                throw new NetException(
                        NetFailure.Kind.LIMIT, "a body must have at most " + bytesMax + " bytes when unpacked");
            }
            return Bytes.of(unpacked);
        } catch (ZipException | EOFException malformed) {
            throw new NetException(
                    NetFailure.Kind.PROTOCOL, "the body is not the gzip that it should be: " + malformed.getMessage());
        }
    }
}
