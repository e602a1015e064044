package dev.microkernel.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 9110, 15.4, and what clients agree on beyond it. */
class RedirectsTest {

    private static HttpHeaders location(String location) {
        return HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true);
    }

    private static HttpRequest request(String method, String uri) {
        return HttpRequest.newBuilder(URI.create(uri))
                .method(method, BodyPublishers.ofString("body"))
                .header("Authorization", "Bearer secret")
                .header("Cookie", "id=1")
                .header("Content-Type", "text/plain")
                .header("Accept", "text/html")
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET",
        "301, PUT, PUT",
        "301, GET, GET",
        "302, POST, GET",
        "302, DELETE, DELETE",
        "303, POST, GET",
        "303, PUT, GET",
        "303, HEAD, HEAD",
        "307, POST, POST",
        "308, PUT, PUT"
    })
    void theMethodThatFollows(int status, String method, String next) throws Exception {
        var followed = Redirects.follow(request(method, "http://a.example/x"), status, location("/y"));
        assertThat(followed.method()).isEqualTo(next);
        assertThat(followed.headers().firstValue("Content-Type").isPresent()).isEqualTo(next.equals(method));
        assertThat(followed.headers().firstValue("Accept")).contains("text/html");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/p/q?x, r, http://a.example/p/r, true",
        "http://a.example/p/q, /r?y, http://a.example/r?y, true",
        "http://a.example/, http://A.example:80/z, http://A.example:80/z, true",
        "http://a.example/, //b.example/z, http://b.example/z, false",
        "http://a.example/, http://a.example:81/, http://a.example:81/, false",
        "http://a.example/, https://a.example/, https://a.example/, false",
        "https://a.example/, https://a.example:443/x, https://a.example:443/x, true"
    })
    void credentialsStayAtTheirOrigin(String from, String to, String target, boolean kept) throws Exception {
        var followed = Redirects.follow(request("GET", from), 307, location(to));
        assertThat(followed.uri()).isEqualTo(URI.create(target));
        assertThat(followed.headers().firstValue("Authorization").isPresent()).isEqualTo(kept);
        assertThat(followed.headers().firstValue("Cookie").isPresent()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "http:///nohost"})
    void leadsToTheWebOnly(String location) {
        requireRefused("http://a.example/", location, NetFailure.Kind.FORBIDDEN);
    }

    @Test
    void leadsNeverFromTlsToNone() {
        requireRefused("https://a.example/", "http://a.example/", NetFailure.Kind.FORBIDDEN);
    }

    @Test
    void aLocationThatIsNoUriIsAFaultOfTheServer() {
        requireRefused("http://a.example/", "http://a b/", NetFailure.Kind.PROTOCOL);
    }

    private static void requireRefused(String from, String location, NetFailure.Kind kind) {
        assertThatThrownBy(() -> Redirects.follow(request("GET", from), 302, location(location)))
                .isInstanceOfSatisfying(
                        NetException.class, e -> assertThat(e.failure().kind()).isEqualTo(kind));
    }
}
