package dev.microkernel.spring.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart is built, run, and run as it was processed ahead of time. */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // a first build downloads Spring Boot
class QuickstartIT {

    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        QuickstartProject.build();
    }

    @Test
    void theJarRuns() throws IOException, InterruptedException {
        var log = tryIt("-jar", QuickstartProject.jar().toString());
        assertThat(log).contains("Starting ThermostatApplication");
    }

    @Test
    void whatWasProcessedAheadOfTimeRuns() throws IOException, InterruptedException {
        var log = tryIt(
                "-Dspring.aot.enabled=true",
                "-cp",
                QuickstartProject.processed(),
                "com.example.thermostat.ThermostatApplication");
        assertThat(log).contains("Starting AOT-processed ThermostatApplication");
    }

    /** Starts the application, does what its README says, and ends it. Returns what it has logged. */
    private String tryIt(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(QuickstartProject.java()));
        command.addAll(List.of(arguments));
        command.add("--server.port=0");
        var log = folder.resolve("log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (var client = HttpClient.newHttpClient()) {
            var base = URI.create("http://127.0.0.1:" + port(process, log));
            assertThat(get(client, base, "/target")).isEqualTo("20.0");
            put(client, base, 21);
            assertThat(get(client, base, "/target")).isEqualTo("21.0");
            put(client, base, 100); // it is restarted, and what comes meanwhile waits
            assertThat(get(client, base, "/target")).isEqualTo("20.0");
            assertThat(get(client, base, "/actuator/actors")).contains("\"/thermostat\"");
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(log);
    }

    private static int port(Process process, Path log) {
        return Awaitility.await("port in the log")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            var text = Files.readString(log);
                            assertThat(process.isAlive()).as(text).isTrue();
                            var port = PORT.matcher(text);
                            return port.find() ? Integer.parseInt(port.group(1)) : 0;
                        },
                        found -> found > 0);
    }

    private static void put(HttpClient client, URI base, int celsius) throws IOException, InterruptedException {
        var response = client.send(
                HttpRequest.newBuilder(base.resolve("/target"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"celsius\": " + celsius + "}"))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    }

    private static String get(HttpClient client, URI base, String path) throws IOException, InterruptedException {
        var response = client.send(
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
