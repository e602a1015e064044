package dev.microkernel.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program of a JVM that measures: one work on one system, when it is told to. It ends, whatever it is doing, when
 * its standard input does, so none outlives the program that started it.
 */
final class MeasuringJvm {

    /** Kept for answers; what anything else prints goes to the standard error. */
    private static final PrintStream ANSWERS = System.out;

    private MeasuringJvm() {}

    /** Arguments: the name of the work, the constant of the system. */
    public static void main(String[] arguments) {
        System.setOut(System.err);
        silenceLogs();
        var commands = commands();
        try {
            var system = Contestant.valueOf(arguments[1]).start();
            var session = Works.named(arguments[0]).open().apply(system);
            answer(Answer.DONE);
            while (true) {
                obey(commands.take(), session);
            }
        } catch (Throwable failure) {
            failure.printStackTrace();
            answer(Answer.FAILED, failure.toString().lines().findFirst().orElse(""));
            Runtime.getRuntime().halt(1);
        }
    }

    private static void obey(String command, Session session) throws InterruptedException {
        var words = command.split(" ", -1);
        var length = Duration.ofMillis(Long.parseLong(words[1]));
        switch (Command.valueOf(words[0])) {
            case WARM_UP -> session.warmUp(length);
            case ROUND -> {
                System.gc(); // every round begins with an empty nursery, and pays for no other's garbage
                session.round(length).forEach((row, value) -> answer(Answer.VALUE, row, value));
            }
        }
        answer(Answer.DONE);
    }

    private static void answer(Answer answer, Object... more) {
        var line = new StringBuilder(answer.name());
        for (var part : more) {
            line.append(Answer.SEPARATOR).append(part);
        }
        ANSWERS.println(line);
        ANSWERS.flush();
    }

    private static BlockingQueue<String> commands() {
        var commands = new LinkedBlockingQueue<String>();
        Thread.ofPlatform().daemon().name("commands").start(() -> {
            try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    commands.add(line);
                }
            } catch (IOException gone) {
                // as if it had ended
            }
            Runtime.getRuntime().halt(0);
        });
        return commands;
    }

    private static void silenceLogs() {
        var logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        logs.getLogger("dev.microkernel").setLevel(Level.WARN); // an actor that fails would be a lost round
    }
}
