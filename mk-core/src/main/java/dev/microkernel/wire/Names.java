package dev.microkernel.wire;

import org.jspecify.annotations.Nullable;

/** The rules of flat names ({@code echo}) and paths ({@code /node/kitchen/sensor/temp}). */
public final class Names {

    /** Longest flat name, in bytes of UTF-8. */
    public static final int NAME_LENGTH_MAX = 63;

    /** Longest path, in bytes of UTF-8. */
    public static final int PATH_LENGTH_MAX = 127;

    private static final String NODES = "/node/";

    private Names() {}

    /** Whether a name is a path, by its first character. */
    public static boolean isPath(String name) {
        return name.startsWith("/");
    }

    /**
     * Lets a well-formed flat name or path pass.
     *
     * @throws IllegalArgumentException with {@link #violation} for any other
     */
    public static void requireWellFormed(String name) {
        var violation = violation(name);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
    }

    /** The path of a node's name below that node: {@code /node/kitchen/echo} for {@code echo} of kitchen. */
    public static String pathBelow(String identity, String name) {
        var root = NODES + identity;
        if (name.startsWith(root + "/")) {
            return name;
        }
        return isPath(name) ? root + name : root + "/" + name;
    }

    /** Whether something begins as the paths below nodes do. */
    public static boolean isBelowNodes(String prefix) {
        return prefix.startsWith(NODES);
    }

    /** The identity in a path below {@code /node/<identity>/}, or null if it is none. */
    public static @Nullable String nodeIn(String path) {
        int end = isBelowNodes(path) ? path.indexOf('/', NODES.length()) : -1;
        return end < 0 || end == path.length() - 1 ? null : path.substring(NODES.length(), end);
    }

    /** Says what is wrong with a flat name or path, with the rule and the value; null if nothing is. */
    public static @Nullable String violation(String name) {
        boolean path = isPath(name);
        var violation = PaddedText.violation(name, path ? PATH_LENGTH_MAX : NAME_LENGTH_MAX);
        return violation == null ? null : (path ? "path " : "name ") + violation + ", value='" + name + "'";
    }
}
