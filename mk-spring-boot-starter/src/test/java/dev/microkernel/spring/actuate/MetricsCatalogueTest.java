package dev.microkernel.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.spring.observation.ActorObservationDocumentation;
import dev.microkernel.system.ActorSystem;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.yaml.snakeyaml.Yaml;

/** What the docs say of meters is what is registered, and what the dashboard and the alerts ask for is there. */
class MetricsCatalogueTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(mk\\.[a-z.]+)` \\| (gauge|counter|timer) \\| ([a-z]*) ?\\| ?([^|]*)\\|");
    private static final Pattern OBSERVATION_ROW =
            Pattern.compile("(?m)^\\| `(mk\\.[a-z.]+)` \\| (`[^|]*)\\| (`[^|]*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(mk_[a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Pattern USED = Pattern.compile("\\b(mk_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)(=~|!=|=)\"([^\"]*)\"");

    /** Labels that Prometheus adds. */
    private static final Set<String> FROM_SCRAPE = Set.of("instance", "job");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        PrometheusMeterRegistry prometheusMeterRegistry() {
            return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        }
    }

    /** A meter, as the page and as the registry know it. */
    record Entry(String name, String kind, String unit, Set<String> tags) {}

    /** Runs an application in which there is something to show for every meter. */
    private static void withEverything(Consumer<PrometheusMeterRegistry> check) {
        try (var context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("mk.wasm.modules.echo.location=file:../mk-core/src/test/wasm/built/echo-c.wasm")
                .run()) {
            var system = context.getBean(ActorSystem.class);
            var failing = system.spawn(ActorSpec.<String>of(actor -> message -> {
                throw new IllegalStateException("planted");
            }));
            failing.tell("fail");
            await().until(() -> system.restarts() == 1);
            check.accept(context.getBean(PrometheusMeterRegistry.class));
        }
    }

    private static String read(String page) {
        try {
            return Files.readString(DOCS.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePageHasEveryMeterAndNoOther() {
        var documented = new ArrayList<Entry>();
        var row = ROW.matcher(read("metrics.md"));
        while (row.find()) {
            documented.add(new Entry(row.group(1), row.group(2), row.group(3), tags(row.group(4))));
        }
        withEverything(registry -> {
            var registered = ours(registry).collect(Collectors.toCollection(HashSet::new));
            assertThat(documented).doesNotHaveDuplicates();
            assertThat(new HashSet<>(documented)).isEqualTo(registered);
        });
    }

    private static Stream<Entry> ours(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("mk."))
                .map(id -> new Entry(
                        id.getName(),
                        switch (id.getType()) {
                            case COUNTER -> "counter";
                            case TIMER -> "timer";
                            default -> "gauge";
                        },
                        id.getBaseUnit() == null ? "" : id.getBaseUnit(),
                        id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new))));
    }

    @Test
    void thePageHasEveryObservationAndNoOther() throws ReflectiveOperationException {
        var documented = OBSERVATION_ROW
                .matcher(read("metrics.md"))
                .results()
                .map(row -> row.group(1) + tags(row.group(2)) + tags(row.group(3)));
        var existing = new ArrayList<String>();
        for (var observation : ActorObservationDocumentation.values()) {
            var convention =
                    observation.getDefaultConvention().getDeclaredConstructor().newInstance();
            existing.add(convention.getName()
                    + keys(observation.getLowCardinalityKeyNames())
                    + keys(observation.getHighCardinalityKeyNames()));
        }
        assertThat(documented).containsExactlyInAnyOrderElementsOf(existing);
    }

    private static Set<String> tags(String cell) {
        return CODE.matcher(cell).results().map(tag -> tag.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(KeyName... names) {
        return Arrays.stream(names).map(KeyName::asString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMeterSaysWhatItIs() {
        withEverything(registry -> assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .filteredOn(id -> id.getName().startsWith("mk."))
                .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank()));
    }

    @Test
    void theAlertsAskForWhatIsThere() {
        var expressions = new ArrayList<String>();
        collect("expr", new Yaml().load(read("observability/prometheus-alerts.yaml")), expressions);
        assertThat(expressions).hasSizeGreaterThan(10);
        withEverything(registry -> expressions.forEach(expression -> requireThere(expression, series(registry))));
    }

    @Test
    void theDashboardAsksForWhatIsThereAndForEveryMeter() {
        var expressions = new ArrayList<String>();
        var dashboard = JsonParserFactory.getJsonParser().parseMap(read("observability/grafana-dashboard.json"));
        collect("expr", dashboard, expressions);
        assertThat(expressions).hasSizeGreaterThan(30);
        withEverything(registry -> {
            var series = series(registry);
            expressions.forEach(expression -> requireThere(expression, series));
            var all = String.join("\n", expressions);
            assertThat(ours(registry).map(Entry::name).distinct())
                    .filteredOn(name -> !all.contains(name.replace('.', '_')))
                    .as("meters that the dashboard does not show")
                    .containsExactlyInAnyOrder("mk.wasm.sent", "mk.wasm.no.room");
        });
    }

    /** All values of one key, wherever it is. */
    private static void collect(String key, Object tree, List<String> found) {
        switch (tree) {
            case Map<?, ?> map ->
                map.forEach((name, value) -> {
                    if (key.equals(name)) {
                        found.add(String.valueOf(value));
                    } else {
                        collect(key, value, found);
                    }
                });
            case List<?> list -> list.forEach(element -> collect(key, element, found));
            case null, default -> {}
        }
    }

    /** What a scrape shows: the names of all series, with the values of their labels. */
    private static Map<String, Map<String, Set<String>>> series(PrometheusMeterRegistry registry) {
        var series = new HashMap<String, Map<String, Set<String>>>();
        SAMPLE.matcher(registry.scrape()).results().forEach(sample -> {
            var labels = series.computeIfAbsent(sample.group(1), name -> new HashMap<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2))
                        .results()
                        .forEach(label -> labels.computeIfAbsent(label.group(1), name -> new HashSet<>())
                                .add(label.group(2)));
            }
        });
        return series;
    }

    private static void requireThere(String expression, Map<String, Map<String, Set<String>>> series) {
        var labels = new HashSet<>(FROM_SCRAPE);
        USED.matcher(expression).results().forEach(used -> {
            assertThat(series).as("series in %s", expression).containsKey(used.group(1));
            var known = series.get(used.group(1));
            labels.addAll(known.keySet());
            if (used.group(2) != null) {
                SELECTOR.matcher(used.group(2))
                        .results()
                        .forEach(selector -> requireLabel(expression, known, selector));
            }
        });
        GROUPED.matcher(expression)
                .results()
                .flatMap(grouped -> Arrays.stream(grouped.group(1).split(",\\s*", -1)))
                .forEach(label ->
                        assertThat(labels).as("labels in %s", expression).contains(label));
    }

    private static void requireLabel(String expression, Map<String, Set<String>> known, MatchResult selector) {
        var label = selector.group(1);
        var value = selector.group(3);
        if (FROM_SCRAPE.contains(label)) {
            return;
        }
        assertThat(known).as("labels in %s", expression).containsKey(label);
        if (!value.startsWith("$") && !selector.group(2).equals("!=")) {
            assertThat(known.get(label))
                    .as("values of %s in %s", label, expression)
                    .anyMatch(present -> present.matches(value));
        }
    }
}
