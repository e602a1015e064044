package dev.microkernel.spring.route;

import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with a web server on loopback, and a client of it. */
public final class RoutedApplication implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    private RoutedApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one of a configuration, with arguments as on a command line. */
    public static RoutedApplication start(Class<?> configuration, String... properties) {
        return new RoutedApplication(new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.REACTIVE)
                .properties("server.port=0", "server.address=127.0.0.1", "logging.level.root=off")
                .run(Stream.concat(Stream.of("--spring.main.banner-mode=off"), Stream.of(properties))
                        .toArray(String[]::new)));
    }

    /** Waits until it holds. */
    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(assertion);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ActorSystem system() {
        return bean(ActorSystem.class);
    }

    public HttpClient client() {
        return client;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("http", path)).timeout(PATIENCE);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> postJson(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public WebSocket.Builder webSocket() {
        return client.newWebSocketBuilder().connectTimeout(PATIENCE);
    }

    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Closes the application, and leaves its client as it is. */
    void shutDown() {
        context.close();
    }

    @Override
    public void close() {
        client.shutdownNow();
        context.close();
    }
}
