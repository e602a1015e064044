package dev.microkernel.wasm;

import static dev.microkernel.wasm.HostFunction.i32;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.http.PinnedHttp;
import dev.microkernel.net.http.PinnedRequest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Others by HTTP, server-sent events, WebSocket and UDP. */
final class NetFunctions {

    private static final int FAILED = -1;
    private static final int URL_BYTES_MAX = 8_192;
    private static final int HEAD_BYTES_MAX = 65_536;
    private static final int DATAGRAM_BYTES_MAX = 65_507;
    private static final int HOST_BYTES_MAX = 255;

    static final List<HostFunction> ALL = List.of(
            HostFunction.of("mk_http_get", "i32 i32 i32 i32 i32 i32 -> i32", (guest, a) -> http(guest, a, false)),
            HostFunction.of("mk_http", "i32 i32 i32 i32 i32 i32 -> i32", (guest, a) -> http(guest, a, true)),
            HostFunction.of("mk_sse_open", "i32 i32 i32 -> i64", (guest, a) -> open(guest, a, Set.of("http", "https"))),
            HostFunction.of("mk_ws_open", "i32 i32 i32 -> i64", (guest, a) -> open(guest, a, Set.of("ws", "wss"))),
            HostFunction.of("mk_udp_send", "i32 i32 i32 i32 i32 -> i32", NetFunctions::sendDatagram));

    private NetFunctions() {}

    // ---- HTTP

    private static long http(Guest guest, long[] a, boolean whole) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 2), Math.max(i32(a, 3), 0));
        memory.require(i32(a, 4), Integer.BYTES);
        memory.require(i32(a, 5), Integer.BYTES);
        var host = guest.host();
        if (!host.hasFiber()) {
            return FAILED;
        }
        var hosts = host.options().grants().hosts();
        if (hosts.isEmpty() || (!whole && i32(a, 1) > URL_BYTES_MAX)) {
            host.refused("http");
            return FAILED;
        }
        host.flush();
        var bytes = memory.read(i32(a, 0), i32(a, 1));
        try {
            var answer = Aside.call(host, () -> {
                var request = whole ? request(bytes) : PinnedRequest.get(new String(bytes, StandardCharsets.UTF_8));
                return PinnedHttp.send(request, new GrantedHosts(hosts), host.time());
            });
            memory.writeInt(i32(a, 4), answer.status());
            memory.writeInt(i32(a, 5), NodeFunctions.give(memory, i32(a, 2), i32(a, 3), answer.body()));
            return 0;
        } catch (Aside.FailedException failed) {
            if (failed.getCause() instanceof NetException refused
                    && refused.failure().kind() == NetFailure.Kind.FORBIDDEN) {
                host.refused("http");
            }
            host.context().log().debug("A request for a guest failed: {}", failed.getMessage());
            return FAILED;
        }
    }

    /** {@code METHOD URL}, lines of {@code name: value}, an empty line, and the body. */
    private static PinnedRequest request(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && !(bytes[end] == '\n' && (end + 1 == bytes.length || bytes[end + 1] == '\n'))) {
            end++;
        }
        if (end > HEAD_BYTES_MAX) {
            throw new IllegalArgumentException("at most " + HEAD_BYTES_MAX + " bytes before the body");
        }
        var lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
        var first = lines[0].split(" ", -1);
        if (first.length != 2) {
            throw new IllegalArgumentException("a request begins with METHOD URL and a new line");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1
                    || headers.put(
                                    lines[i].substring(0, colon),
                                    lines[i].substring(colon + 1).strip())
                            != null) {
                throw new IllegalArgumentException("a header is a line of its own, name: value, and comes once");
            }
        }
        int body = Math.min(bytes.length, end + 2);
        return new PinnedRequest(
                first[0].toUpperCase(Locale.ROOT),
                first[1],
                headers,
                java.util.Arrays.copyOfRange(bytes, body, bytes.length));
    }

    // ---- streams

    private static long open(Guest guest, long[] a, Set<String> schemes) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        var host = guest.host();
        var hosts = host.options().grants().hosts();
        if (hosts.isEmpty() || i32(a, 1) > URL_BYTES_MAX) {
            host.refused("http");
            return 0;
        }
        host.requireRoomForChild();
        var url = memory.text(i32(a, 0), i32(a, 1));
        try {
            var spec = Aside.call(
                    host, () -> GuestSocket.spec(uri(url, schemes), i32(a, 2), new GrantedHosts(hosts), host.cell()));
            return host.context().spawn(spec).id().value();
        } catch (Aside.FailedException | IllegalStateException refused) {
            host.context().log().debug("A stream for a guest was not opened: {}", refused.getMessage());
            return 0;
        }
    }

    private static URI uri(String url, Set<String> schemes) {
        var uri = URI.create(url);
        var scheme = uri.getScheme();
        if (scheme == null
                || !schemes.contains(scheme.toLowerCase(Locale.ROOT))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a URL of " + schemes + " with a host and without a user is wanted, url=" + url);
        }
        return uri;
    }

    // ---- datagrams

    private static long sendDatagram(Guest guest, long[] a) {
        var memory = guest.memory();
        memory.require(i32(a, 0), i32(a, 1));
        memory.require(i32(a, 3), i32(a, 4));
        var host = guest.host();
        int port = i32(a, 2);
        if (Integer.compareUnsigned(i32(a, 1), HOST_BYTES_MAX) > 0
                || Integer.compareUnsigned(i32(a, 4), DATAGRAM_BYTES_MAX) > 0
                || port < 1
                || port > 65_535) {
            return FAILED;
        }
        var name = memory.text(i32(a, 0), i32(a, 1)).toLowerCase(Locale.ROOT);
        if (!host.options().grants().datagrams().contains(name + ":" + port)) {
            host.refused("udp");
            return FAILED;
        }
        host.spendBytes(i32(a, 4));
        var data = memory.read(i32(a, 3), i32(a, 4));
        try {
            return Aside.call(host, () -> {
                sendDatagram(name, port, data);
                return 0;
            });
        } catch (Aside.FailedException failed) {
            if (failed.getCause() instanceof NetException) {
                host.refused("udp");
            }
            return FAILED;
        }
    }

    private static void sendDatagram(String name, int port, byte[] data) throws IOException {
        var grant = new GrantedHosts(Set.of(name + ":" + port));
        var uri = URI.create("udp://" + name + ":" + port);
        for (var address : InetAddress.getAllByName(name)) {
            if (grant.refusal(uri, List.of(address)).isEmpty()) {
                try (var socket = new DatagramSocket()) {
                    socket.send(new DatagramPacket(data, data.length, new InetSocketAddress(address, port)));
                }
                return;
            }
        }
        throw new NetException(NetFailure.Kind.FORBIDDEN, "only public addresses are allowed, host=" + name);
    }
}
