package dev.microkernel.wire;

/** What MK01 nodes say to each other beside users' messages. */
public sealed interface SystemMessage {

    /** A flat name or path and the actor it stands for. */
    record Register(String name, long actorId) implements SystemMessage {}

    /** A flat name or path that no longer stands for an actor. */
    record Unregister(String name) implements SystemMessage {}

    /** Asks a node what it can do. */
    record CapsRequest() implements SystemMessage {}

    /** What a node can do: lines of {@code key=value}. */
    record CapsReply(String lines) implements SystemMessage {}

    /** A child of the receiver has ended; {@code reason} 0 is normal, 1 killed. */
    record ChildExit(long child, int reason) implements SystemMessage {}

    /** A timer of the receiver has fired. */
    record TimerFired(int id, long expirations) implements SystemMessage {}

    /** A system type this level does not know. */
    record Unknown(int type) implements SystemMessage {}
}
