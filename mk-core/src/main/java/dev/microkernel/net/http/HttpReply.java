package dev.microkernel.net.http;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The answer to an {@link HttpCommand}. */
public sealed interface HttpReply {

    /** The request that it answers, as it was given. */
    HttpRequest request();

    /**
     * The server has answered, whatever the status.
     *
     * @param uri where the last redirect led
     * @param body unpacked, if it was packed
     */
    record Response(HttpRequest request, URI uri, int status, HttpHeaders headers, Bytes body) implements HttpReply {

        private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s;\"]+)");

        /** The body as text, in the charset of the {@code Content-Type}, or UTF-8 if that names none that is known. */
        public String text() {
            var named = CHARSET.matcher(headers.firstValue("Content-Type").orElse(""));
            return body.text(named.find() ? charset(named.group(1)) : StandardCharsets.UTF_8);
        }

        private static Charset charset(String name) {
            try {
                return Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
                return StandardCharsets.UTF_8;
            }
        }
    }

    /**
     * The server has answered with success, and the body is in a file.
     *
     * @param uri where the last redirect led
     * @param length of the file, in bytes
     */
    record Saved(HttpRequest request, URI uri, int status, HttpHeaders headers, Path file, long length)
            implements HttpReply {}

    /** There is no answer, or not all of it. */
    record Failed(HttpRequest request, NetFailure failure) implements HttpReply {}
}
