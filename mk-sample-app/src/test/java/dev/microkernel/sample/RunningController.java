package dev.microkernel.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The sample's jar as a process of its own, on ports that the machine chose. */
final class RunningController implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern HTTP_PORT = Pattern.compile("Netty started on port (\\d+)");
    private static final Pattern NODE_PORT = Pattern.compile("Nodes can mount at 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final List<String> log = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final int httpPort;
    private final int nodePort;

    private RunningController(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::readLog);
        httpPort = port(HTTP_PORT);
        nodePort = port(NODE_PORT);
    }

    static RunningController start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("mk.sample.jar"),
                "--server.port=0"));
        command.addAll(List.of(arguments));
        if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--mk.node.port="))) {
            command.add("--mk.node.port=0");
        }
        return new RunningController(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void readLog() {
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
            }
        } catch (IOException e) {
            // Killed: what it has said so far is what there is.
        }
    }

    private int port(Pattern line) {
        return Awaitility.await("a line like " + line + " in the log")
                .atMost(PATIENCE)
                .until(
                        () -> log().lines()
                                .map(line::matcher)
                                .filter(Matcher::find)
                                .map(found -> Integer.parseInt(found.group(1)))
                                .findFirst()
                                .orElse(0),
                        port -> port > 0);
    }

    String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    int nodePort() {
        return nodePort;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    HttpClient client() {
        return client;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    JsonNode post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body());
    }

    /** The state of a device; {@code unknown} if it is not listed. */
    String stateOf(String device) throws IOException, InterruptedException {
        for (var view : get("/api/devices")) {
            if (view.get("id").asString().equals(device)) {
                return view.get("state").asString();
            }
        }
        return "unknown";
    }

    void awaitState(String device, String state) {
        Awaitility.await(device + " is " + state).atMost(PATIENCE).until(() -> stateOf(device), state::equals);
    }

    /** Asks the process to end as an operator would. Returns whether it ended in time. */
    boolean terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the process as a loss of power would, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
