package dev.microkernel.wire;

/** Why a message was not delivered; each has its number on the wire. */
public enum UndeliverableReason {
    /** No actor has that id. */
    NO_SUCH_ACTOR(1),
    /** The mailbox was full. */
    FULL(2),
    /** The actor has stopped. */
    STOPPED(3),
    /** The sender's node may not send to that actor. */
    REFUSED(4),
    /** The sender's node sends more than it may. */
    TOO_MANY(5),
    /** The receiver does not take that type, or the bytes are not what the type says. */
    NOT_UNDERSTOOD(6),
    /** Its deadline had passed. */
    TOO_LATE(7);

    private final int number;

    UndeliverableReason(int number) {
        this.number = number;
    }

    /** The reason of that number; unknown ones are refusals. */
    static UndeliverableReason of(int number) {
        for (var known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return REFUSED;
    }

    int number() {
        return number;
    }
}
