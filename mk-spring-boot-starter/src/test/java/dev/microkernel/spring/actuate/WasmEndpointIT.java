package dev.microkernel.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code /actuator/wasm} over HTTP. */
class WasmEndpointIT {

    private static final Path BUILT = Path.of("../mk-core/src/test/wasm/built");

    private static RunningApplication start(String... properties) {
        return RunningApplication.start(
                "wasm",
                Stream.concat(
                                Stream.of("mk.wasm.modules.echo.location=file:" + BUILT.resolve("echo-c.wasm")),
                                Stream.of(properties))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> send(RunningApplication application, String method, String path, String body)
            throws IOException, InterruptedException {
        return application.send(method, "/actuator/wasm" + path, body);
    }

    private static String upload(String module) throws IOException {
        return "{\"base64\":\"" + Base64.getEncoder().encodeToString(Files.readAllBytes(BUILT.resolve(module))) + "\"}";
    }

    @Test
    void showsAndChangesNothingByDefault() throws Exception {
        try (var application = start()) {
            var shown = send(application, "GET", "", "");
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body())
                    .contains(
                            "\"echo\":{\"sha256\":\"",
                            "\"imports\":[\"mk_send\"]",
                            "\"path\":\"/echo\"",
                            "memoryBytes");
            assertThat(send(application, "GET", "/echo", "").statusCode()).isEqualTo(200);
            assertThat(send(application, "GET", "/none", "").statusCode()).isEqualTo(404);
            assertThat(send(application, "POST", "/echo", upload("counter-c.wasm"))
                            .statusCode())
                    .isEqualTo(405);
            assertThat(send(application, "DELETE", "/echo", "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void bringsReloadsAndRemovesWhereThatIsAllowed() throws Exception {
        try (var application = start("management.endpoint.wasm.access=unrestricted")) {
            var reloaded = send(application, "POST", "/echo", upload("counter-c.wasm"));
            assertThat(reloaded.statusCode()).isEqualTo(200);
            assertThat(reloaded.body()).contains("\"reloaded\":[\"/echo\"]");
            assertThat(send(application, "POST", "/more", upload("echo-rust.wasm"))
                            .statusCode())
                    .isEqualTo(200);
            var refused = send(application, "POST", "/echo", "{\"base64\":\"AGFzbQ==\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(send(application, "DELETE", "/more", "").statusCode()).isEqualTo(204);
            assertThat(send(application, "GET", "/more", "").statusCode()).isEqualTo(404);
        }
    }
}
