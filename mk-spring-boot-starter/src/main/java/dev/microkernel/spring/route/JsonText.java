package dev.microkernel.spring.route;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.Encoder;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.EncoderHttpMessageWriter;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Writes values as the application writes JSON. */
final class JsonText {

    private JsonText() {}

    /** The text of a value. */
    @SuppressWarnings("unchecked") // an encoder that can encode the type takes the value
    static String of(Object value, ServerResponse.Context context) {
        var type = ResolvableType.forInstance(value);
        var encoder = (Encoder<Object>) context.messageWriters().stream()
                .filter(writer -> writer.canWrite(type, MediaType.APPLICATION_JSON))
                .filter(EncoderHttpMessageWriter.class::isInstance)
                .map(writer -> ((EncoderHttpMessageWriter<?>) writer).getEncoder())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "a WebSocket cannot write " + type + " as JSON: add a JSON codec, or send text or bytes"));
        return encoder.encodeValue(
                        value, DefaultDataBufferFactory.sharedInstance, type, MediaType.APPLICATION_JSON, Map.of())
                .toString(StandardCharsets.UTF_8);
    }
}
