package dev.microkernel.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** {@code /actuator/wasm} over HTTP. */
class WasmEndpointIT {

    private static final Path BUILT = Path.of("../mk-core/src/test/wasm/built");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "management.endpoints.web.exposure.include=wasm",
                        "mk.wasm.modules.echo.location=file:" + BUILT.resolve("echo-c.wasm"))
                .properties(properties)
                .run();
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext context, String method, String path, String body)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
                + "/actuator/wasm" + path);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String upload(String module) throws IOException {
        return "{\"base64\":\"" + Base64.getEncoder().encodeToString(Files.readAllBytes(BUILT.resolve(module))) + "\"}";
    }

    @Test
    void showsAndChangesNothingByDefault() throws Exception {
        try (var context = start()) {
            var shown = send(context, "GET", "", "");
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body())
                    .contains(
                            "\"echo\":{\"sha256\":\"",
                            "\"imports\":[\"mk_send\"]",
                            "\"path\":\"/echo\"",
                            "memoryBytes");
            assertThat(send(context, "GET", "/echo", "").statusCode()).isEqualTo(200);
            assertThat(send(context, "GET", "/none", "").statusCode()).isEqualTo(404);
            assertThat(send(context, "POST", "/echo", upload("counter-c.wasm")).statusCode())
                    .isEqualTo(405);
            assertThat(send(context, "DELETE", "/echo", "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void bringsReloadsAndRemovesWhereThatIsAllowed() throws Exception {
        try (var context = start("management.endpoint.wasm.access=unrestricted")) {
            var reloaded = send(context, "POST", "/echo", upload("counter-c.wasm"));
            assertThat(reloaded.statusCode()).isEqualTo(200);
            assertThat(reloaded.body()).contains("\"reloaded\":[\"/echo\"]");
            assertThat(send(context, "POST", "/more", upload("echo-rust.wasm")).statusCode())
                    .isEqualTo(200);
            var refused = send(context, "POST", "/echo", "{\"base64\":\"AGFzbQ==\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(send(context, "DELETE", "/more", "").statusCode()).isEqualTo(204);
            assertThat(send(context, "GET", "/more", "").statusCode()).isEqualTo(404);
        }
    }
}
