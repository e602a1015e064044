package dev.microkernel.net.watch;

/**
 * What a watching actor is told. It tells its listener one event at a time, and is not interested in more until the
 * listener has told it {@link Next}. To end it, stop it.
 */
public sealed interface WatchCommand permits WatchCommand.Next, Watching.Ended {

    /** The last event is handled: the next one may come. */
    record Next() implements WatchCommand {}
}
