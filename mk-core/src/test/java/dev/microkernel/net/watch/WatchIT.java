package dev.microkernel.net.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system = ActorSystem.named("watch").start();
    private final Probe<WatchEvent> probe = new Probe<WatchEvent>(system, "probe").within(PATIENCE);

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void aChannelThatStaysReadyIsToldOnceUntilItIsHandled() throws Exception {
        var pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            var watch = system.spawn(Watch.channel(source, SelectionKey.OP_READ, probe.ref()));
            probe.expectNothing(Duration.ofMillis(100));
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(probe.expectMessage(WatchEvent.ChannelReady.class).operations())
                    .isEqualTo(SelectionKey.OP_READ);
            probe.expectNothing(Duration.ofMillis(200));
            watch.tell(new WatchCommand.Next());
            probe.expectMessage(WatchEvent.ChannelReady.class); // nobody has read it
            assertThat(source.read(ByteBuffer.allocate(10))).isEqualTo(1);
            watch.tell(new WatchCommand.Next());
            probe.expectNothing(Duration.ofMillis(200));
            system.stop(watch);
            probe.expectTerminated(watch);
            assertThat(source.isOpen()).isTrue();
        }
    }

    @Test
    void aChannelThatIsClosedIsLost() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var watch = system.spawn(Watch.channel(pipe.source(), SelectionKey.OP_READ, probe.ref()));
        probe.expectNothing(Duration.ofMillis(100));
        pipe.source().close();
        probe.expectMessage(WatchEvent.Lost.class);
        probe.expectTerminated(watch);
        pipe.sink().close();
    }

    @Test
    void refusesChannelsThatCannotBeWatched() throws Exception {
        var pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Watch.channel(source, SelectionKey.OP_READ, probe.ref()))
                    .withMessageContaining("configureBlocking(false)");
            sink.configureBlocking(false);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Watch.channel(sink, SelectionKey.OP_READ, probe.ref()));
        }
    }

    @Test
    void theEndOfAProcessIsTold() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var watch = system.spawn(Watch.process(process.toHandle(), probe.ref()));
        probe.expectNothing(Duration.ofMillis(100));
        process.destroy();
        assertThat(probe.expectMessage(WatchEvent.ProcessEnded.class).pid()).isEqualTo(process.pid());
        probe.expectTerminated(watch);
    }

    @Test
    void changesOfAFolderAreTold(@TempDir Path folder) throws Exception {
        var watch = system.spawn(Watch.folder(folder, probe.ref()));
        var ready = folder.resolve("ready");
        // The watch begins some time after its actor was spawned: knock until it is heard.
        Awaitility.await().atMost(PATIENCE).until(() -> {
            Files.deleteIfExists(ready);
            Files.createFile(ready);
            return !probe.take().isEmpty();
        });
        var file = Files.createFile(folder.resolve("new"));
        var seen = new HashSet<Path>();
        while (!seen.contains(file)) {
            watch.tell(new WatchCommand.Next());
            seen.addAll(probe.expectMessage(WatchEvent.FilesChanged.class).entries());
        }
    }

    @Test
    void aFolderThatIsNotThereIsLost(@TempDir Path folder) {
        system.spawn(Watch.folder(folder.resolve("missing"), probe.ref()));
        probe.expectMessage(WatchEvent.Lost.class);
    }

    @Test
    void signalsAreToldAndCounted() throws Exception {
        var watch = system.spawn(Watch.signal("WINCH", probe.ref()));
        // Ignored until the watch begins, some time after its actor was spawned.
        Awaitility.await().atMost(PATIENCE).until(() -> {
            raise();
            return !probe.take().isEmpty();
        });
        raise();
        raise();
        watch.tell(new WatchCommand.Next());
        var event = probe.expectMessage(WatchEvent.SignalReceived.class);
        assertThat(event.name()).isEqualTo("WINCH");
        assertThat(event.count()).isPositive();
    }

    private static void raise() throws Exception {
        var pid = String.valueOf(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-WINCH", pid).start().waitFor()).isZero();
    }

    @Test
    void signalsThatTheJvmKeepsAreLost() {
        system.spawn(Watch.signal("SEGV", probe.ref()));
        assertThat(probe.expectMessage(WatchEvent.Lost.class).failure().message())
                .contains("SEGV");
        system.spawn(Watch.signal("NOSUCH", probe.ref()));
        assertThat(probe.expectMessage(WatchEvent.Lost.class).failure().message())
                .contains("NOSUCH");
    }
}
