package dev.microkernel.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code traceparent} of W3C Trace Context, level 1. */
class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @Test
    void readsWhatItWrites() {
        var text = "00-" + TRACE + "-" + PARENT + "-01";

        assertThat(TraceContext.parse(text)).contains(new TraceContext(TRACE, PARENT, 1));
        assertThat(new TraceContext(TRACE, PARENT, 255)).hasToString("00-" + TRACE + "-" + PARENT + "-ff");
    }

    @Test
    void readsALaterVersionAsFarAsItIsKnown() {
        assertThat(TraceContext.parse("cc-" + TRACE + "-" + PARENT + "-01-what-the-future-holds"))
                .contains(new TraceContext(TRACE, PARENT, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "CC-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-001"
            })
    void refusesWhatIsMalformed(String traceparent) {
        assertThat(TraceContext.parse(traceparent)).isEmpty();
    }

    @Test
    void refusesIdsAndFlagsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TraceContext("0".repeat(32), PARENT, 0))
                .withMessageContaining("traceId=" + "0".repeat(32));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TraceContext(TRACE, "x", 0))
                .withMessageContaining("parentId=x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TraceContext(TRACE, PARENT, 256))
                .withMessage("trace flags must be 0..255, flags=256");
        assertThatIllegalArgumentException().isThrownBy(() -> new TraceContext(TRACE, PARENT, -1));
    }

    @Test
    void isInScopeWhileItsActionRuns() {
        var trace = new TraceContext(TRACE, PARENT, 0);
        trace.run(() -> assertThat(TraceContext.inScope()).contains(trace));

        assertThat(TraceContext.inScope()).isEmpty();
    }
}
