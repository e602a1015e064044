package dev.microkernel.testkit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What a behaviour logged in a {@link BehaviorTestKit}.
 *
 * @param level how severe it is
 * @param text with the arguments in their places
 * @param keyValues those that the behaviour added; a system adds its own
 * @param thrown the exception, or null if none
 */
public record LogEntry(
        Level level,
        String text,
        Map<String, Object> keyValues,
        @Nullable Throwable thrown) {}
