package dev.microkernel.remote;

import java.util.List;

/**
 * What a peer may do here. A pattern is a name or path, or the beginning of one and {@code *}; {@code *} alone is all.
 *
 * @param sendTo to actors with which names it may send; besides, it may answer whoever has sent something to it
 * @param register under which names its actors are known here
 * @param deploy whether it may bring modules and spawn actors of them
 * @param messagesPerSecond how many messages it may send, 1 or more, or 0 for any number; after a rest, twice as many at
 *     once
 */
public record PeerPolicy(List<String> sendTo, List<String> register, boolean deploy, int messagesPerSecond) {

    private static final String ALL = "*";

    /** All names, any number of messages, and no modules. */
    public static final PeerPolicy OPEN = new PeerPolicy(List.of(ALL), List.of(ALL), false, 0);

    /** Refuses a negative number. */
    public PeerPolicy {
        if (messagesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "messages per second must be 0 or more, messagesPerSecond=" + messagesPerSecond);
        }
        sendTo = List.copyOf(sendTo);
        register = List.copyOf(register);
    }

    /** Whether it may send to every actor whose id it has. */
    public boolean maySendToAll() {
        return sendTo.contains(ALL);
    }

    /** Whether it may send to the actor of that name. */
    public boolean maySendTo(String name) {
        return matches(sendTo, name);
    }

    /** Whether an actor of it may have that name here. */
    public boolean mayRegister(String name) {
        return matches(register, name);
    }

    static boolean matches(List<String> patterns, String name) {
        for (var pattern : patterns) {
            boolean matches = pattern.endsWith(ALL)
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern);
            if (matches) {
                return true;
            }
        }
        return false;
    }
}
