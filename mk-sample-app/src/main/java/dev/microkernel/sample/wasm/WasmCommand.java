package dev.microkernel.sample.wasm;

import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/** What follows {@code wasm} on the command line. No application is started for it. */
public final class WasmCommand {

    private WasmCommand() {}

    /**
     * Runs the command.
     *
     * @param words those behind {@code wasm}
     * @return the exit code
     */
    public static int run(List<String> words, PrintStream out, PrintStream err) throws InterruptedException {
        if (words.isEmpty() || !words.getFirst().equals("run") || words.contains("--help")) {
            (words.contains("--help") ? out : err).print(RunArguments.USAGE);
            return words.contains("--help") ? WasmRun.RESTED : WasmRun.NOT_RUN;
        }
        try {
            return new WasmRun(RunArguments.parse(words.subList(1, words.size())), out, err).run();
        } catch (UsageException wrong) {
            err.println(wrong.getMessage());
            err.println();
            err.print(RunArguments.USAGE);
            return WasmRun.NOT_RUN;
        }
    }

    /** Sends the log to standard error, as one line for each event. */
    public static void logToStandardError() {
        var logging = LoggingSystem.get(WasmCommand.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(
                new LoggingInitializationContext(new StandardEnvironment()), "classpath:logback-command.xml", null);
    }
}
