package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** A channel. Interest is on only while the thread waits. */
final class ChannelSource implements Source {

    /** A selector does not return when its channel is closed. */
    private static final int CLOSED_CHECK_MILLIS = 1000;

    private final SelectableChannel channel;
    private final int operations;
    private @Nullable Selector selector;

    ChannelSource(SelectableChannel channel, int operations) {
        this.channel = channel;
        this.operations = operations;
    }

    @Override
    public void open() throws IOException {
        var opened = Selector.open();
        selector = opened;
        channel.register(opened, operations);
    }

    @Override
    public WatchEvent next(ActorRef<WatchCommand> watch) throws IOException, InterruptedException {
        var opened = selector;
        if (opened == null) {
            throw new IllegalStateException("the channel is not watched");
        }
        while (opened.select(CLOSED_CHECK_MILLIS) == 0 || opened.selectedKeys().isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
        }
        var key = opened.selectedKeys().iterator().next();
        opened.selectedKeys().clear();
        return new WatchEvent.ChannelReady(watch, channel, key.isValid() ? key.readyOps() : SelectionKey.OP_READ);
    }

    @Override
    public void close() throws IOException {
        var opened = selector;
        if (opened != null) {
            opened.close();
        }
    }
}
