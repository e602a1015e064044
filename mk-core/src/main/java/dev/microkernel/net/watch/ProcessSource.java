package dev.microkernel.net.watch;

import dev.microkernel.actor.ActorRef;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** A process. */
record ProcessSource(ProcessHandle process) implements Source {

    @Override
    public void open() {}

    @Override
    public WatchEvent next(ActorRef<WatchCommand> watch) throws IOException, InterruptedException {
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return new WatchEvent.ProcessEnded(watch, process.pid());
    }

    @Override
    public boolean isOver() {
        return true;
    }

    @Override
    public void close() {}
}
