package dev.microkernel.net.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and the examples of the WHATWG's HTML standard, 9.2.5 and 9.2.6. */
class SseParserTest {

    private static ServerSentEvent event(String data) {
        return new ServerSentEvent("", "message", data);
    }

    private static ServerSentEvent event(String id, String type, String data) {
        return new ServerSentEvent(id, type, data);
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                // the standard's examples
                Arguments.of(
                        "data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\n"
                                + "data: This is the third message.\n\n",
                        List.of(
                                event("This is the first message."),
                                event("This is the second message, it\nhas two lines."),
                                event("This is the third message."))),
                Arguments.of(
                        "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
                        List.of(event("", "add", "73857293"), event("", "remove", "2153"), event("", "add", "113411"))),
                Arguments.of("data: YHOO\ndata: +2\ndata: 10\n\n", List.of(event("YHOO\n+2\n10"))),
                Arguments.of(
                        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                        List.of(event("1", "message", "first event"), event("second event"), event(" third event"))),
                Arguments.of("data\n\ndata\ndata\n\ndata:", List.of(event(""), event("\n"))),
                Arguments.of("data:test\n\ndata: test\n\n", List.of(event("test"), event("test"))),
                // ends of lines, and what is incomplete
                Arguments.of("data:a\r\ndata:b\r\n\r\n", List.of(event("a\nb"))),
                Arguments.of("data:a\rdata:b\r\r", List.of(event("a\nb"))),
                Arguments.of("data:a\n\r\ndata:b\r\n\n", List.of(event("a"), event("b"))),
                Arguments.of("data:a\r\n\rdata:b\n\n", List.of(event("a"), event("b"))),
                Arguments.of("data:a\n\ndata:lost\n", List.of(event("a"))),
                Arguments.of("\n\n\r\n\r\r", List.of()),
                // the byte-order mark, once
                Arguments.of("\uFEFFdata:a\n\n", List.of(event("a"))),
                Arguments.of("\uFEFF\uFEFFdata:a\n\ndata:b\n\n", List.of(event("b"))),
                Arguments.of("data:a\n\n\uFEFFdata:b\n\n", List.of(event("a"))),
                // fields
                Arguments.of(":comment\ndata:a\n:\n\n", List.of(event("a"))),
                Arguments.of("Data:a\nDATA:b\n data:c\nunknown:d\n\n", List.of()),
                Arguments.of("data:a:b: c\n\n", List.of(event("a:b: c"))),
                Arguments.of("event:x\n\ndata:a\n\n", List.of(event("a"))),
                Arguments.of("event:x\nevent:y\ndata:a\n\n", List.of(event("", "y", "a"))),
                Arguments.of("event:x\nevent\ndata:a\n\n", List.of(event("a"))),
                Arguments.of(
                        "id:1\ndata:a\n\ndata:b\n\n", List.of(event("1", "message", "a"), event("1", "message", "b"))),
                Arguments.of("id:1\n\ndata:a\n\n", List.of(event("1", "message", "a"))),
                Arguments.of("id:1\0\ndata:a\n\n", List.of(event("a"))),
                Arguments.of("data:grün \uD83D\uDE00\n\n", List.of(event("grün \uD83D\uDE00"))));
    }

    private static List<ServerSentEvent> parse(SseParser parser, byte[] stream, int piece) throws NetException {
        var events = new ArrayList<ServerSentEvent>();
        for (int at = 0; at < stream.length; at += piece) {
            var in = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
            for (var next = parser.next(in); next != null; next = parser.next(in)) {
                events.add(next);
            }
        }
        return events;
    }

    private static SseParser parser() {
        return new SseParser("", 1000);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsAsTheStandardSaysHoweverTheStreamIsCut(String stream, List<ServerSentEvent> events) throws NetException {
        for (int piece : new int[] {1, 2, 3, 5, 1000}) {
            assertThat(parse(parser(), stream.getBytes(UTF_8), piece)).isEqualTo(events);
        }
    }

    @Test
    void malformedCharactersAreReplaced() throws NetException {
        assertThat(parse(parser(), new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xC3, '\n', '\n'}, 1))
                .containsExactly(event("\uFFFD"));
    }

    @Test
    void theLastIdIsThatOfTheLastEventThatWasComplete() throws NetException {
        var parser = new SseParser("7", 1000);
        assertThat(parser.lastId()).isEqualTo("7");
        parse(parser, "id:8\ndata:a\n\nid:9\ndata:b\n".getBytes(UTF_8), 100);
        assertThat(parser.lastId()).isEqualTo("8");
        parse(parser, "\nid\n\n".getBytes(UTF_8), 100);
        assertThat(parser.lastId()).isEmpty();
    }

    @Test
    void theServerSaysWhenToConnectAgain() throws NetException {
        var parser = parser();
        parse(parser, "retry:1500\n".getBytes(UTF_8), 100);
        assertThat(parser.retry()).contains(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"retry:-1", "retry:1.5", "retry:", "retry", "retry:1 ", "retry:x", "retry:99999999999999999999"})
    void whatIsNoNumberIsNoDelay(String line) throws NetException {
        var parser = parser();
        parse(parser, (line + "\n").getBytes(UTF_8), 100);
        assertThat(parser.retry()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "data:aaaaaaaa\ndata:aaaaaaaa\n",
                "data\ndata\ndata\ndata\n"
                        + "data\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\n",
                ":xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void refusesLinesAndEventsThatAreTooLong(String stream) {
        assertThatExceptionOfType(NetException.class)
                .isThrownBy(() -> parse(new SseParser("", 16), stream.getBytes(UTF_8), 1))
                .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT));
    }
}
