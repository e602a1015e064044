package dev.microkernel.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link MeasuringJvm} seen from the program that leads it. Each has one work and one system, so that none runs code
 * that was compiled for another's; those of a work live side by side, idle but for the one whose round it is.
 */
final class ChildJvm implements AutoCloseable {

    private static final String HEAP = "-Xmx2g";
    private static final String HEAP_OF_HEAVY_WORKS = "-Xmx3g";

    private static final String GONE = Answer.FAILED + Answer.SEPARATOR + "its JVM ended";

    /** It could not do what it was told; says what it was, with work and system. */
    static final class Failure extends Exception {

        private static final long serialVersionUID = 1;

        private final String what;

        Failure(String what) {
            super(what);
            this.what = what;
        }

        String what() {
            return what;
        }
    }

    private final Work work;
    private final Contestant system;
    private final Duration answerDeadline;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    ChildJvm(Work work, Contestant system, Duration answerDeadline) throws IOException {
        this.work = work;
        this.system = system;
        this.answerDeadline = answerDeadline;
        this.process = new ProcessBuilder(commandLine(work, system))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::readAnswers);
    }

    private static List<String> commandLine(Work work, Contestant system) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                work.heavy() ? HEAP_OF_HEAVY_WORKS : HEAP,
                "--sun-misc-unsafe-memory-access=allow", // JCTools and Netty; the warning says nothing new
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                MeasuringJvm.class.getName(),
                work.name(),
                system.name());
    }

    Contestant system() {
        return system;
    }

    /** Whether it still runs. */
    boolean isOpen() {
        return process.isAlive();
    }

    /** Waits until the work is set up. */
    void awaitOpen() throws Failure, InterruptedException {
        var _ = answers("did not get ready");
    }

    void warmUp(Duration length) throws Failure, InterruptedException {
        send(Command.WARM_UP, length);
        var _ = answers("did not finish its warm-up");
    }

    /** Returns the values of the work's rows, by name. */
    Map<String, Double> round(Duration length) throws Failure, InterruptedException {
        send(Command.ROUND, length);
        return answers("did not finish a round");
    }

    private void send(Command command, Duration length) throws Failure {
        try {
            commands.write(command + " " + length.toMillis() + "\n");
            commands.flush();
        } catch (IOException e) {
            throw failure("its JVM ended: " + e.getMessage());
        }
    }

    private Map<String, Double> answers(String otherwise) throws Failure, InterruptedException {
        var values = new HashMap<String, Double>();
        long end = System.nanoTime() + answerDeadline.toNanos();
        while (true) {
            var line = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw failure(otherwise + " within " + answerDeadline.toSeconds() + " s");
            }
            var words = line.split(Answer.SEPARATOR, -1);
            switch (Answer.valueOf(words[0])) {
                case DONE -> {
                    return values;
                }
                case VALUE -> values.put(words[1], Double.valueOf(words[2]));
                case FAILED -> throw failure(words.length > 1 ? words[1] : otherwise);
            }
        }
    }

    private Failure failure(String what) {
        return new Failure(work.name() + " on " + system.title() + ": " + what);
    }

    private void readAnswers() {
        try (var in = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                answers.add(line);
            }
        } catch (IOException gone) {
            // as if it had ended
        }
        answers.add(GONE);
    }

    /** Ends it at once, whatever it is doing. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
