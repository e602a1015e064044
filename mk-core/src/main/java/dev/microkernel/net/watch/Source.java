package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is watched, for the thread that waits for it. */
interface Source extends AutoCloseable {

    /** Begins to look. */
    void open() throws IOException;

    /** Waits for the next event; null if there will be none and the last has been told. */
    @Nullable
    WatchEvent next(ActorRef<WatchCommand> watch) throws IOException, InterruptedException;

    /** Whether the event that {@link #next} has just returned is the last. */
    default boolean isOver() {
        return false;
    }

    /** Lets go, without closing what is watched. */
    @Override
    void close() throws IOException;
}
