package dev.microkernel.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.microkernel.net.NetFailure;
import dev.microkernel.net.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP client with nginx: HTTP/2, TLS with certificates of both sides, gzip, a large file. */
class NginxIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private Process nginx;
    private int port;
    private Http http = Http.of(HttpOptions.DEFAULT);

    @BeforeEach
    void start() throws IOException {
        var binary = Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (!Boolean.getBoolean("mk.nginx.required")) {
            assumeTrue(binary.isPresent(), "nginx is not installed");
        }
        try (var free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("server.pem"), TestCertificates.pem(TestCertificates.LOCALHOST));
        Files.writeString(folder.resolve("ca.pem"), TestCertificates.authorityPem());
        Files.writeString(folder.resolve("words.txt"), "word ".repeat(10_000));
        Files.write(folder.resolve("large.bin"), new byte[20_000_000]);
        Files.writeString(folder.resolve("nginx.conf"), configuration());
        nginx = new ProcessBuilder(
                        binary.orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString(),
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            try (var attempt = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return attempt.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private String configuration() {
        return """
                daemon off;
                %s
                pid %s/nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %s/body;
                    proxy_temp_path %s/proxy;
                    fastcgi_temp_path %s/fastcgi;
                    uwsgi_temp_path %s/uwsgi;
                    scgi_temp_path %s/scgi;
                    types { text/plain txt; }
                    gzip on;
                    gzip_types text/plain;
                    server {
                        listen 127.0.0.1:%d ssl http2;
                        ssl_certificate server.pem;
                        ssl_certificate_key server.pem;
                        ssl_client_certificate ca.pem;
                        ssl_verify_client optional;
                        root %s;
                        location /moved { return 301 /words.txt; }
                        location /loop { return 302 /loop; }
                        location /who { return 200 "$ssl_client_s_dn $server_protocol"; }
                    }
                }
                """.replace("%s\npid", (System.getProperty("user.name").equals("root") ? "user root;" : "") + "\npid")
                .replace("%s", folder.toString())
                .replace("%d", String.valueOf(port));
    }

    @AfterEach
    void stop() {
        http.close();
        if (nginx != null) {
            nginx.destroy();
            nginx.onExit().join();
        }
    }

    private void use(HttpOptions options, String... keys) {
        http.close();
        http = Http.of(options.withTls(TestCertificates.context(keys)));
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .build();
    }

    private HttpReply send(String path) {
        return http.send(get(path), HttpGrant.ANYWHERE).join();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void bothVersionsWithACertificateOfTheClient(Version version) {
        use(HttpOptions.DEFAULT.withVersion(version), TestCertificates.CLIENT);
        var reply = (HttpReply.Response) send("/who");
        assertThat(reply.text()).isEqualTo("CN=client HTTP/" + (version == Version.HTTP_2 ? "2.0" : "1.1"));
    }

    @Test
    void redirectsAndGzip() {
        use(HttpOptions.DEFAULT);
        var reply = (HttpReply.Response) send("/moved");
        assertThat(reply.uri().getPath()).isEqualTo("/words.txt");
        assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(reply.text()).isEqualTo("word ".repeat(10_000));
        assertThat(((HttpReply.Failed) send("/loop")).failure().kind()).isEqualTo(NetFailure.Kind.LIMIT);
    }

    @Test
    void aLargeFileIsSavedButNotKeptInMemory() throws Exception {
        use(HttpOptions.DEFAULT);
        var saved = http.save(get("/large.bin"), HttpGrant.ANYWHERE, folder.resolve("copy.bin"))
                .join();
        assertThat(saved).isInstanceOf(HttpReply.Saved.class);
        assertThat(folder.resolve("copy.bin")).hasSize(20_000_000);
        assertThat(((HttpReply.Failed) send("/large.bin")).failure().kind()).isEqualTo(NetFailure.Kind.LIMIT);
    }

    @Test
    void aThousandRequestsShareFewConnections() {
        use(HttpOptions.DEFAULT.withPerHostMax(50, 1_000));
        var replies = new ArrayList<CompletableFuture<HttpReply>>();
        for (int i = 0; i < 1_000; i++) {
            replies.add(http.send(get("/who"), HttpGrant.ANYWHERE));
        }
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join())
                        .isInstanceOfSatisfying(
                                HttpReply.Response.class,
                                response -> assertThat(response.status()).isEqualTo(200)));
    }
}
