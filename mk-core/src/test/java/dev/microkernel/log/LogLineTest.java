package dev.microkernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {

    @Test
    void keepsATextThatFits() {
        var text = "x".repeat(LogLine.TEXT_LENGTH_MAX);

        assertThat(new LogLine(LogLine.Level.INFO, text).text()).isSameAs(text);
    }

    @Test
    void cutsATextThatDoesNot() {
        assertThat(new LogLine(LogLine.Level.INFO, "x".repeat(LogLine.TEXT_LENGTH_MAX + 1)).text())
                .isEqualTo("x".repeat(LogLine.TEXT_LENGTH_MAX - 1) + "…");
    }

    @Test
    void cutsBetweenCharacters() {
        var text = "🌡".repeat(LogLine.TEXT_LENGTH_MAX);

        assertThat(new LogLine(LogLine.Level.INFO, text).text())
                .isEqualTo("🌡".repeat(LogLine.TEXT_LENGTH_MAX / 2 - 1) + "…");
    }
}
