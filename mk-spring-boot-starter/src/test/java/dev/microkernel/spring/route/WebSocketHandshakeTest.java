package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.web.ErrorResponseException;

/** What a request must have to become a WebSocket (RFC 6455, 4.2). */
class WebSocketHandshakeTest {

    private final HttpHeaders headers = new HttpHeaders();

    WebSocketHandshakeTest() {
        headers.set("Upgrade", "h2c, WebSocket");
        headers.set("Connection", "keep-alive, Upgrade");
        headers.set("Sec-WebSocket-Version", "13");
        headers.set("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
    }

    private MockServerHttpRequest request() {
        return MockServerHttpRequest.get("http://shop.example:8080/chat")
                .headers(headers)
                .build();
    }

    @Test
    void tokensAreFoundInListsWhateverTheirCase() {
        assertThatCode(() -> WebSocketHandshake.check(request(), List.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade,,426",
        "Connection,,426",
        "Sec-WebSocket-Version,,426",
        "Sec-WebSocket-Version,8,426",
        "Sec-WebSocket-Key,,400"
    })
    void whatIsMissingHasItsStatus(String header, String value, int status) {
        headers.remove(header);
        if (value != null) {
            headers.set(header, value);
        }
        assertThatThrownBy(() -> WebSocketHandshake.check(request(), List.of()))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refused -> assertThat(refused.getStatusCode().value()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://shop.example",
                "https://shop.example:8080",
                "http://evil.example:8080",
                "http://shop.example.evil.example:8080",
                "null",
                "not an origin"
            })
    void originsThatAreNotTheApplicationsMayNot(String origin) {
        headers.set("Origin", origin);
        var request = request();
        assertThatThrownBy(() -> WebSocketHandshake.check(request, List.of("https://friend.example")))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refused -> assertThat(refused.getStatusCode().value()).isEqualTo(403));
        assertThatCode(() -> WebSocketHandshake.check(request, List.of("*"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://shop.example:8080", "HTTP://SHOP.example:8080", "https://friend.example"})
    void itsOwnOriginAndThoseThatAreAllowedMay(String origin) {
        headers.set("Origin", origin);
        assertThatCode(() -> WebSocketHandshake.check(request(), List.of("https://friend.example")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"'v3, v2,v1',v2", "v9,''", "'',''"})
    void theFirstSubprotocolOfTheClientThatIsSpokenIsChosen(String asked, String chosen) {
        headers.set("Sec-WebSocket-Protocol", asked);
        assertThat(WebSocketHandshake.subprotocol(request(), List.of("v1", "v2")))
                .isEqualTo(chosen);
    }
}
