package dev.microkernel.spring.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A server in a JVM of its own. */
final class ServerProcess implements AutoCloseable {

    private final Contestant contestant;
    private final Process process;
    private final int port;
    private final double startMillis;

    ServerProcess(Contestant contestant) throws IOException {
        this.contestant = contestant;
        long begun = System.nanoTime();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        contestant.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = out.readLine();
        if (said == null || !said.matches("\\d+")) {
            close();
            throw new IOException(contestant + " did not start, said=" + said);
        }
        port = Integer.parseInt(said);
        startMillis = (System.nanoTime() - begun) / 1e6;
    }

    Contestant contestant() {
        return contestant;
    }

    int port() {
        return port;
    }

    /** From the start of the process until it took requests. */
    double startMillis() {
        return startMillis;
    }

    /** What all its threads have run so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
