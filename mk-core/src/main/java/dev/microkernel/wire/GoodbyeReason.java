package dev.microkernel.wire;

/** Why a node ends a link; each has its number on the wire. */
public enum GoodbyeReason {
    /** Anything else, and what a later version may say. */
    OTHER(0),
    /** The node is stopping. */
    STOPPING(1),
    /** Somebody has unmounted the peer. */
    UNMOUNTED(2),
    /** The peer sent what is malformed, or not allowed at that moment. */
    MALFORMED(3),
    /** The peer has not proven who it is, or wants no proof where one is due. */
    NOT_AUTHENTICATED(4),
    /** The two have no version of the protocol in common. */
    VERSION(5),
    /** Another node has the peer's id. */
    ID_IN_USE(6),
    /** This very node is connected already. */
    CONNECTED(7),
    /** The peer is banned. */
    BANNED(8),
    /** There is no room for another connection. */
    TOO_MANY(9);

    private final int number;

    GoodbyeReason(int number) {
        this.number = number;
    }

    /** The reason of that number; unknown ones are {@link #OTHER}. */
    static GoodbyeReason of(int number) {
        for (var known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return OTHER;
    }

    int number() {
        return number;
    }
}
