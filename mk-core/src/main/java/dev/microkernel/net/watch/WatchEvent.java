package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.NetFailure;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.Set;

/** What a watching actor tells its listener. It is also the sender. */
public sealed interface WatchEvent {

    /** The watching actor. */
    ActorRef<WatchCommand> watch();

    /**
     * A channel is ready.
     *
     * @param operations for what, as {@link java.nio.channels.SelectionKey} numbers them
     */
    record ChannelReady(ActorRef<WatchCommand> watch, SelectableChannel channel, int operations)
            implements WatchEvent {}

    /** A process has ended; the last event. */
    record ProcessEnded(ActorRef<WatchCommand> watch, long pid) implements WatchEvent {}

    /**
     * Entries of a folder were made, changed or removed since the last event.
     *
     * @param entries in the folder
     * @param missed whether there may be more: the operating system has lost count
     */
    record FilesChanged(ActorRef<WatchCommand> watch, Set<Path> entries, boolean missed) implements WatchEvent {

        /** Copies the set. */
        public FilesChanged {
            entries = Set.copyOf(entries);
        }
    }

    /**
     * The operating system, or a user, has sent a signal.
     *
     * @param count how often since the last event
     */
    record SignalReceived(ActorRef<WatchCommand> watch, String name, int count) implements WatchEvent {}

    /** It cannot be watched any more, or never could: the channel is closed, the folder is gone; the last event. */
    record Lost(ActorRef<WatchCommand> watch, NetFailure failure) implements WatchEvent {}
}
