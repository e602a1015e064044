package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Actors that watch what is outside, and tell a listener one event at a time: the next one only when the listener has told
 * them {@link WatchCommand.Next}. They stop with their listener, and close nothing that they were given. They are
 * temporary; type {@code watch}.
 *
 * <pre>{@code
 * context.spawn(Watch.folder(path, context.adapter(WatchEvent.class, Changed::new)));
 * }</pre>
 */
public final class Watch {

    private Watch() {}

    /**
     * Watches a channel. It stays ready until the listener has done something about that, so that it should read, write or
     * accept before {@link WatchCommand.Next}.
     *
     * @param channel in non-blocking mode
     * @param operations for what, as {@link java.nio.channels.SelectionKey} numbers them
     * @throws IllegalArgumentException if the channel blocks, or has not these operations
     */
    public static ActorSpec<WatchCommand> channel(
            SelectableChannel channel, int operations, ActorRef<? super WatchEvent> listener) {
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "a channel must not block to be watched; call configureBlocking(false), channel=" + channel);
        }
        if (operations == 0 || (operations & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException("the channel does not have these operations, operations=" + operations
                    + ", valid=" + channel.validOps());
        }
        return spec(() -> new ChannelSource(channel, operations), listener);
    }

    /** Watches a process: the listener hears of its end, at once if it has ended. */
    public static ActorSpec<WatchCommand> process(ProcessHandle process, ActorRef<? super WatchEvent> listener) {
        return spec(() -> new ProcessSource(process), listener);
    }

    /** Watches the entries of a folder, not those of folders in it. Changes that are close together are one event. */
    public static ActorSpec<WatchCommand> folder(Path folder, ActorRef<? super WatchEvent> listener) {
        return spec(() -> new FolderSource(folder), listener);
    }

    /**
     * Watches a signal of the operating system. As long as it is watched, the JVM does not do what it otherwise would: end,
     * for {@code TERM}.
     *
     * @param name {@code HUP} or {@code USR2}, say, without SIG; those that the JVM uses itself are {@link WatchEvent.Lost}
     */
    public static ActorSpec<WatchCommand> signal(String name, ActorRef<? super WatchEvent> listener) {
        return spec(() -> new SignalSource(name), listener);
    }

    private static ActorSpec<WatchCommand> spec(Supplier<Source> source, ActorRef<? super WatchEvent> listener) {
        return ActorSpec.<WatchCommand>of(context -> Watching.open(context, source.get(), listener))
                .withType("watch")
                .withRestart(RestartType.TEMPORARY);
    }
}
