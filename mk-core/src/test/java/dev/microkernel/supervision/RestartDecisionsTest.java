package dev.microkernel.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.Exit;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartHistory;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Verdict;
import dev.microkernel.actor.Verdict.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The decisions in the file that the firmware's supervisor is held to as well. */
class RestartDecisionsTest {

    private static final JsonNode FILE = new ObjectMapper()
            .readTree(Path.of("../docs/supervision/restart-decisions.json").toFile());

    static Stream<Arguments> cases() {
        return nodes(FILE.get("cases"))
                .map(node -> Arguments.argumentSet(node.get("name").asString(), node));
    }

    @Test
    void theFileCoversEveryScopeTypeAndReason() {
        var scopes = nodes(FILE.get("cases"))
                .map(node -> node.get("strategy").get("scope").asString());
        assertThat(scopes).contains("one", "rest", "all");
        var steps = nodes(FILE.get("cases"))
                .flatMap(node -> nodes(node.get("steps")))
                .map(step -> step.get("restart").asString() + " "
                        + step.get("reason").asString());
        assertThat(steps.distinct().toList()).hasSizeGreaterThanOrEqualTo(3 * 8);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides(JsonNode node) {
        var strategy = strategy(node.get("strategy"));
        var all = RestartHistory.NONE;
        var own = new HashMap<String, RestartHistory>();
        int number = 0;
        for (var step : nodes(node.get("steps")).toList()) {
            number++;
            var child = step.get("child").asString();
            var exit = new Exit(
                    child,
                    reason(step.get("reason").asString()),
                    RestartType.valueOf(step.get("restart").asString().toUpperCase(Locale.ROOT)));
            var decision = strategy.decide(
                    exit,
                    all,
                    own.getOrDefault(child, RestartHistory.NONE),
                    Duration.ofMillis(step.get("at_ms").asLong()).toNanos(),
                    step.get("chance_percent").asInt() / 100.0);
            all = decision.all();
            own.put(child, decision.own());

            assertThat(told(decision.verdict())).as("step %d: %s", number, step).isEqualTo(expected(node, step));
        }
    }

    /** A verdict in the words of the file. */
    private static List<Object> told(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Stop() -> List.of("stop");
            case Verdict.Restart(var scope, var delay) ->
                List.of("restart", scope.name().toLowerCase(Locale.ROOT), delay.toMillis());
            case Verdict.Escalate _ -> List.of("escalate");
        };
    }

    private static List<Object> expected(JsonNode node, JsonNode step) {
        var verdict = step.get("verdict").asString();
        return verdict.equals("restart")
                ? List.of(
                        verdict,
                        node.get("strategy").get("scope").asString(),
                        step.get("delay_ms").asLong())
                : List.of(verdict);
    }

    private static RestartStrategy strategy(JsonNode node) {
        var backoff = new Backoff(
                millis(node.get("backoff_min_ms")),
                millis(node.get("backoff_max_ms")),
                node.get("jitter_percent").asInt() / 100.0);
        return new RestartStrategy(
                Scope.valueOf(node.get("scope").asString().toUpperCase(Locale.ROOT)),
                intensity(node),
                per(node.get("intensity_per")),
                backoff,
                per(node.get("backoff_per")));
    }

    private static @Nullable Intensity intensity(JsonNode node) {
        return node.has("max_restarts")
                ? new Intensity(node.get("max_restarts").asInt(), millis(node.get("period_ms")))
                : null;
    }

    private static Duration millis(JsonNode node) {
        return Duration.ofMillis(node.asLong());
    }

    private static RestartStrategy.Per per(JsonNode node) {
        return RestartStrategy.Per.valueOf(node.asString().toUpperCase(Locale.ROOT));
    }

    private static ExitReason reason(String name) {
        return switch (name) {
            case "normal" -> new ExitReason.Normal();
            case "stopped" -> new ExitReason.Stopped();
            case "failed" -> new ExitReason.Failed(new IllegalStateException("planted"));
            case "killed" -> new ExitReason.Killed();
            case "unreachable" -> new ExitReason.Unreachable(3);
            case "deadline" -> new ExitReason.Deadline(Duration.ofSeconds(1));
            case "memory" -> new ExitReason.Memory(65_536);
            case "trap" -> new ExitReason.Trap("integer divide by zero");
            default -> throw new IllegalArgumentException("reason must be one of ExitReason's, reason=" + name);
        };
    }

    private static Stream<JsonNode> nodes(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
