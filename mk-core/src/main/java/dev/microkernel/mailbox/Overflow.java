package dev.microkernel.mailbox;

/** What a full mailbox does with one more message. */
public enum Overflow {
    /** Refuses it: the sender hears of it and decides. The default. */
    REJECT,
    /** Sheds it: for senders that would do nothing about a refusal. */
    DROP_NEWEST,
    /** Takes it and sheds the one that waits longest: for values of which only the newest count. */
    DROP_OLDEST,
    /**
     * Has the sender wait for room, at most until the mailbox's deadline, then refuses it. Only threads that may wait
     * do: a sender that is an actor on a worker is refused at once.
     */
    BLOCK,
    /** Refuses it and stops the receiver, which must not go on with a message missing. */
    STOP
}
