package dev.microkernel.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The node in C as a process: a real device, but for its sensor. {@code mk.node.bin} says where the program is, {@code
 * mk.node.launcher} what starts it, such as an emulator of another machine.
 */
final class NativeNode implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");

    private final Path log;
    private final Process process;

    private NativeNode(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** Starts a node, or has the test skipped if it was not built and does not have to be. */
    static NativeNode start(Path log, String... arguments) throws IOException {
        var program = Path.of(System.getProperty("mk.node.bin"));
        if (!Boolean.getBoolean("mk.node.required")) {
            assumeTrue(Files.isExecutable(program), "mk-node was not built: " + program);
        }
        var command = new ArrayList<String>();
        var launcher = System.getProperty("mk.node.launcher", "");
        if (!launcher.isBlank()) {
            command.addAll(List.of(launcher.strip().split(" ", -1)));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        return new NativeNode(log, process);
    }

    /** What it has logged so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitLog(String text) {
        Awaitility.await(text).atMost(RunningController.PATIENCE).until(() -> log().contains(text));
    }

    /** The port at which it listens. */
    int port() {
        var found = Awaitility.await("a port")
                .atMost(RunningController.PATIENCE)
                .until(() -> LISTENING.matcher(log()).results().toList(), results -> !results.isEmpty());
        MatchResult first = found.getFirst();
        return Integer.parseInt(first.group(1));
    }

    /** As a loss of power would, but for the kernel, which ends its connections. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Asks it to end, as systemd would. */
    void terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Lets it stand still: its connections stay, and nothing moves. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        var kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
