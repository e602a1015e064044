package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Failures as text, even those that throw when they are asked for their own. */
final class Texts {

    private Texts() {}

    static String of(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException e) {
            return failure.getClass().getName();
        }
    }

    static String stackTraceOf(Throwable failure) {
        var text = new StringWriter();
        try (var printer = new PrintWriter(text)) {
            failure.printStackTrace(printer);
        } catch (RuntimeException e) {
            return failure.getClass().getName();
        }
        return text.toString();
    }

    /** An exception stands for itself. */
    static String of(ExitReason reason) {
        return reason instanceof ExitReason.Failed(var cause) ? of(cause) : reason.toString();
    }
}
