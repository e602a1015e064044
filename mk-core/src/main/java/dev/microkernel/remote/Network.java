package dev.microkernel.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A range of addresses in CIDR notation, {@code 192.168.7.0/24} or {@code fd00::/8}. Immutable. */
public final class Network {

    /** Only what needs no look-up: digits, or hexadecimal digits and colons. */
    private static final Pattern CIDR = Pattern.compile("([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/([0-9]{1,3})");

    private final byte[] prefix;
    private final int bits;
    private final String text;

    private Network(byte[] prefix, int bits, String text) {
        this.prefix = prefix;
        this.bits = bits;
        this.text = text;
    }

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if it is none; names of hosts are not looked up
     */
    public static Network parse(String text) {
        var parts = CIDR.matcher(text.strip());
        if (parts.matches()) {
            try {
                var address = InetAddress.getByName(parts.group(1)).getAddress();
                int bits = Integer.parseInt(parts.group(2));
                if (bits <= address.length * Byte.SIZE) {
                    return new Network(address, bits, text.strip());
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(violation(text), e);
            }
        }
        throw new IllegalArgumentException(violation(text));
    }

    private static String violation(String text) {
        return "a network is an address and the length of its prefix, as in 192.168.7.0/24, network='" + text + "'";
    }

    /** Whether an address lies in it; one of IPv4 never lies in one of IPv6. */
    public boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        if (!Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        int mask = 0xFF << (Byte.SIZE - rest);
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & mask & 0xFF) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && text.equals(network.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
