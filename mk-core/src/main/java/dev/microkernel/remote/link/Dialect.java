package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.GoodbyeReason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the two levels of the protocol do differently on a link, once frames flow. */
sealed interface Dialect permits Mk01, Mk02 {

    /** The link has begun. */
    void begin();

    /** Something has come from the peer. */
    void heard();

    /**
     * A frame has come. Only the reader calls this.
     *
     * @param length its bytes on the wire, without a tag
     */
    void onFrame(Frame frame, int length);

    /** How the peer is told of a name. */
    Frame named(String name, ActorId actor);

    /** How it is told that a name is gone. */
    Frame unnamed(String name);

    /** Whether the peer hears of groups. */
    boolean knowsGroups();

    /** How the peer is told of a member of a group. */
    Frame joined(String group, ActorId actor);

    /** How it is told that one is a member no more. */
    Frame left(String group, ActorId actor);

    /** All names that there were at the beginning are told. */
    void namesTold();

    /** The first one here watches an actor of the peer. */
    void watch(ActorId actor);

    /** Nobody here watches it any more. */
    void unwatch(ActorId actor);

    /** How the peer hears that the link ends, or null if the level has no words for it. */
    @Nullable
    Frame goodbye(GoodbyeReason reason, String text);

    /** The link has ended. */
    void close();

    /** How long a frame and its answer take, if that is known. */
    Optional<Duration> roundTrip();

    /** For how long nothing has been heard of the peer, and that was unusual. */
    boolean isSilent();
}
