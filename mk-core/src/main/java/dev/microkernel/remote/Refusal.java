package dev.microkernel.remote;

/** What a node refuses of others; each kind is counted, and in the log now and then. */
public enum Refusal {
    /** A connection that said no hello, or none in time, or a malformed one. */
    HANDSHAKE,
    /** A connection whose other end did not prove who it is. */
    NOT_AUTHENTICATED,
    /** A connection of an MK01 node from where none is let in. */
    LEGACY,
    /** A connection of a node that speaks no version in common. */
    VERSION,
    /** A connection of a node whose id is taken, also by itself. */
    ID_IN_USE,
    /** A connection of a node that is banned. */
    BANNED,
    /** A connection for which there was no room. */
    TOO_MANY,
    /** A frame with a source that is not the peer's, or a destination that is not here, or an unknown system type. */
    FRAME,
    /** A datagram from an address at which no peer is. */
    STRANGER,
    /** A datagram of a peer that is not one frame, or for which there was no room. */
    DATAGRAM,
    /** A name that the peer may not have. */
    NAME,
    /** A member of a group that the peer may not bring, or one more than there is room for. */
    GROUP,
    /** A message to an actor that the peer may not send to. */
    NOT_PERMITTED,
    /** A message beyond the number that the peer may send in a second. */
    RATE;

    /** Whether it is a whole connection. */
    public boolean isConnection() {
        return compareTo(FRAME) < 0;
    }
}
