package dev.microkernel.wasm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an actor may do beyond answering those who send to it, sending to itself and to its children, and using its own
 * memory. Nothing by default. A call that is not granted returns its error code and is counted. Immutable; the {@code with}
 * methods give a changed copy.
 *
 * @param permissions what needs no further word
 * @param folders whose files, and those in folders below, it may read
 * @param hosts which it may fetch from by HTTP: {@code example.com}, with the ports 80 and 443, or {@code
 *     example.com:8080}. Addresses of private networks, and of this machine, only if the host is named {@code localhost} or
 *     by such an address itself
 * @param datagrams to which it may send by UDP: {@code example.com:5683}; as for hosts, with an exact port
 */
public record Grants(Set<Permission> permissions, List<Path> folders, Set<String> hosts, Set<String> datagrams) {

    /** What needs no further word. */
    public enum Permission {
        /** To send to actors that have not sent to it. */
        SEND,
        /** To spawn modules from its memory, which may do no more than it may itself. */
        SPAWN,
        /** To stop actors other than itself and its children. */
        STOP,
        /** To give itself names. */
        REGISTER,
        /** To list actors and names. */
        LIST,
        /** To save and load state. */
        STATE
    }

    /** Nothing. */
    public static final Grants NONE = new Grants(Set.of(), List.of(), Set.of(), Set.of());

    /** Copies what it is given. */
    public Grants {
        permissions = Set.copyOf(permissions);
        folders =
                folders.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
        hosts = Set.copyOf(hosts);
        hosts.forEach(Grants::requireHost);
        datagrams = Set.copyOf(datagrams);
        datagrams.forEach(Grants::requireHost);
        datagrams.stream()
                .filter(peer -> !peer.matches(".*:[0-9]{1,5}"))
                .findFirst()
                .ifPresent(peer -> {
                    throw new IllegalArgumentException(
                            "datagrams are granted to a port, as in example.com:5683, udp=" + peer);
                });
    }

    private static void requireHost(String host) {
        if (!host.matches("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")) {
            throw new IllegalArgumentException(
                    "a granted host is a name or address, with or without a port, host=" + host);
        }
    }

    /** With these, too. */
    public Grants with(Permission first, Permission... more) {
        var all = EnumSet.of(first, more);
        all.addAll(permissions);
        return new Grants(all, folders, hosts, datagrams);
    }

    /** Without this one. */
    public Grants without(Permission permission) {
        var left = new TreeSet<>(permissions);
        left.remove(permission);
        return new Grants(left, folders, hosts, datagrams);
    }

    /** With the files of a folder, too. */
    public Grants withFiles(Path folder) {
        var all = new ArrayList<>(folders);
        all.add(folder);
        return new Grants(permissions, all, hosts, datagrams);
    }

    /** With this host, too. */
    public Grants withHttp(String host) {
        var all = new TreeSet<>(hosts);
        all.add(host);
        return new Grants(permissions, folders, all, datagrams);
    }

    /** With datagrams to this host and port, too. */
    public Grants withUdp(String hostAndPort) {
        var all = new TreeSet<>(datagrams);
        all.add(hostAndPort);
        return new Grants(permissions, folders, hosts, all);
    }

    /** Whether this is among them. */
    public boolean has(Permission permission) {
        return permissions.contains(permission);
    }

    /**
     * Reads one grant as people write it: {@code send}, {@code spawn}, {@code stop}, {@code register}, {@code list}, {@code
     * state}, {@code files=FOLDER}, {@code http=HOST} or {@code udp=HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Grants with(String text) {
        if (text.startsWith("files=")) {
            return withFiles(Path.of(text.substring("files=".length())));
        }
        if (text.startsWith("http=")) {
            return withHttp(text.substring("http=".length()));
        }
        if (text.startsWith("udp=")) {
            return withUdp(text.substring("udp=".length()));
        }
        for (var permission : Permission.values()) {
            if (permission.name().equalsIgnoreCase(text)) {
                return with(permission);
            }
        }
        throw new IllegalArgumentException(
                "a grant is send, spawn, stop, register, list, state, files=FOLDER, http=HOST or udp=HOST:PORT, grant="
                        + text);
    }
}
