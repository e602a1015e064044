package dev.microkernel.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A module in V8: a process of node that calls it as often as it can. Without node on the machine, it measures nothing. */
final class NodeProcess {

    private static final Path SCRIPT = Path.of("src/jmh/js/calls.mjs");

    private final @Nullable BufferedReader in;
    private final @Nullable BufferedWriter out;

    NodeProcess(Path module) {
        Process process = null;
        try {
            process = new ProcessBuilder("node", SCRIPT.toString(), module.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException none) {
            System.err.println("no node here, hence no V8: " + none.getMessage());
        }
        in = process == null ? null : process.inputReader(StandardCharsets.UTF_8);
        out = process == null ? null : process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Calls a second; not a number without node. */
    double perSecond(Duration length) {
        if (in == null || out == null) {
            return Double.NaN;
        }
        try {
            out.write(length.toMillis() + "\n");
            out.flush();
            return Double.parseDouble(in.readLine());
        } catch (IOException gone) {
            throw new IllegalStateException("node has ended", gone);
        }
    }
}
