package dev.microkernel.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that are not believed. */
class ResponseReaderTest {

    private static PinnedHttp.Answer read(String answer) throws IOException {
        return new ResponseReader(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), 20)
                .read(false);
    }

    private static String bodyOf(String answer) throws IOException {
        return new String(read(answer).body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void bodiesOfEveryKind() throws IOException {
        assertThat(bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more"))
                .isEqualTo("hello");
        assertThat(bodyOf("HTTP/1.0 404 Not Found\r\n\r\nnothing")).isEqualTo("nothing");
        assertThat(bodyOf("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .isEqualTo("abcde");
        assertThat(bodyOf("HTTP/1.1 204 No Content\r\n\r\n")).isEmpty();
        assertThat(bodyOf("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\nlate"))
                .isEqualTo("late");
    }

    @Test
    void redirectsSayWhereTo() throws IOException {
        var response = read("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n");

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.location()).isEqualTo("/elsewhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/2 200\r\n\r\n",
                "SSH-2.0-x\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
                "HTTP/1.1 200 OK\r\n\r\nmore than twenty bytes of it",
                "HTTP/1.1 200 OK"
            })
    void whatIsWrongOrTooLongIsRefused(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
    }

    @Test
    void headersAreBounded() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(200) + "\r\n"))
                .hasMessageContaining("headers");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\na: " + "b".repeat(10_000) + "\r\n\r\n"))
                .hasMessageContaining("line");
    }
}
