#include "check.h"

#include "mk/http_body.h"

#include <stdio.h>
#include <string.h>

/** Reads a whole response in pieces of `step` bytes. */
static mk_http_head_t head;
static mk_http_body_t body;
static char got[8192];
static size_t got_size;

static mk_status_t read_head(const char *text, size_t step, size_t *consumed)
{
    const size_t size = strlen(text);
    mk_http_head_init(&head, false);
    *consumed = 0;
    mk_status_t status = MK_STATUS_NEED_MORE;
    while (status == MK_STATUS_NEED_MORE && *consumed < size) {
        size_t taken;
        const size_t there = size - *consumed < step ? size - *consumed : step;
        status = mk_http_head_read(&head, (const uint8_t *)text + *consumed, there, &taken);
        CHECK(taken <= there);
        *consumed += taken;
    }
    return status;
}

static mk_status_t read_body(const char *text, size_t size, size_t step, size_t *consumed)
{
    mk_http_body_init(&body, &head);
    got_size = 0;
    *consumed = 0;
    mk_status_t status = MK_STATUS_NEED_MORE;
    do {
        size_t taken;
        const uint8_t *piece = NULL;
        size_t piece_size;
        const size_t there = size - *consumed < step ? size - *consumed : step;
        status = mk_http_body_read(&body, (const uint8_t *)text + *consumed, there, &taken, &piece,
                                   &piece_size);
        CHECK(taken <= there && piece_size <= taken);
        REQUIRE(got_size + piece_size < sizeof got);
        if (piece_size > 0) {
            memcpy(got + got_size, piece, piece_size);
            got_size += piece_size;
        }
        *consumed += taken;
    } while (status == MK_STATUS_NEED_MORE && *consumed < size);
    got[got_size] = '\0';
    return status;
}

static mk_status_t parse(const char *text)
{
    size_t consumed;
    return read_head(text, 4096, &consumed);
}

/* ---- heads ---- */

static void a_head_is_read_in_pieces_of_any_size(void)
{
    const char *text = "HTTP/1.1 200 OK\r\n"
                       "Date: Mon, 23 Nov 2026 06:31:35 GMT\r\n"
                       "Content-Type:text/plain; charset=utf-8 \t\r\n"
                       "X-Something-With-A-Long-Name-Indeed: x\r\n"
                       "content-LENGTH:  5\r\n"
                       "\r\nhello";
    for (size_t step = 1; step < 300; step = step < 60 ? step + 1 : 300) {
        check_about("pieces of %zu", step);
        size_t consumed;
        CHECK_EQ(MK_STATUS_OK, read_head(text, step, &consumed));
        CHECK_TEXT("hello", text + consumed);
        CHECK_EQ(200, head.status);
        CHECK_EQ(MK_HTTP_LENGTH, head.framing);
        CHECK_EQ(5, head.content_length);
        CHECK_TEXT("text/plain; charset=utf-8", head.content_type);
        CHECK(head.keep_alive);
    }
}

static void every_shorter_head_needs_more(void)
{
    const char *text = "HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n";
    for (size_t size = 0; size < strlen(text); size++) {
        size_t taken;
        mk_http_head_init(&head, false);
        CHECK_EQ(MK_STATUS_NEED_MORE,
                 mk_http_head_read(&head, (const uint8_t *)text, size, &taken));
        CHECK_EQ(size, taken);
    }
}

static void the_framing_follows_the_rules_of_rfc_9112(void)
{
    const struct {
        const char *text;
        bool to_head;
        mk_http_framing_t framing;
        bool keep_alive;
    } cases[] = {
        { "HTTP/1.1 200 OK\r\n\r\n", false, MK_HTTP_UNTIL_CLOSE, false },
        { "HTTP/1.1 200\r\n\r\n", false, MK_HTTP_UNTIL_CLOSE, false },
        { "HTTP/1.1 204 No Content\r\n\r\n", false, MK_HTTP_NO_BODY, true },
        { "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", false, MK_HTTP_NO_BODY, true },
        { "HTTP/1.1 100 Continue\r\n\r\n", false, MK_HTTP_NO_BODY, true },
        { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true, MK_HTTP_NO_BODY, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", false, MK_HTTP_CHUNKED, true },
        { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: a, Close\r\n\r\n", false,
          MK_HTTP_LENGTH, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", false, MK_HTTP_LENGTH, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n", false,
          MK_HTTP_LENGTH, true },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", false,
          MK_HTTP_LENGTH, true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_about("%s", cases[i].text);
        size_t taken;
        mk_http_head_init(&head, cases[i].to_head);
        CHECK_EQ(MK_STATUS_OK, mk_http_head_read(&head, (const uint8_t *)cases[i].text,
                                                 strlen(cases[i].text), &taken));
        CHECK_EQ(cases[i].framing, head.framing);
        CHECK_EQ(cases[i].keep_alive, head.keep_alive);
    }
}

static void what_is_malformed_is_refused_with_its_fault(void)
{
    const struct {
        const char *text;
        mk_http_fault_t fault;
    } cases[] = {
        { "HTTP/2.0 200 OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "http/1.1 200 OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 099 OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 600 OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 20x OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 2000 OK\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 200 O\x01K\r\n", MK_HTTP_FAULT_STATUS_LINE },
        { "HTTP/1.1 200 OK\n", MK_HTTP_FAULT_LINE_END },
        { "HTTP/1.1 200 OK\rX", MK_HTTP_FAULT_LINE_END },
        { "HTTP/1.1 200 OK\r\nA: b\n", MK_HTTP_FAULT_LINE_END },
        { "HTTP/1.1 200 OK\r\nA: b\rX", MK_HTTP_FAULT_LINE_END },
        { "HTTP/1.1 200 OK\r\n\rX", MK_HTTP_FAULT_LINE_END },
        { "HTTP/1.1 200 OK\r\n: b\r\n", MK_HTTP_FAULT_FIELD_NAME },
        { "HTTP/1.1 200 OK\r\nA : b\r\n", MK_HTTP_FAULT_FIELD_NAME },
        { "HTTP/1.1 200 OK\r\n folded\r\n", MK_HTTP_FAULT_FIELD_NAME },
        { "HTTP/1.1 200 OK\r\nA: b\x07\r\n", MK_HTTP_FAULT_FIELD_VALUE },
        { "HTTP/1.1 200 OK\r\nContent-Length: \r\n", MK_HTTP_FAULT_CONTENT_LENGTH },
        { "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n", MK_HTTP_FAULT_CONTENT_LENGTH },
        { "HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n", MK_HTTP_FAULT_CONTENT_LENGTH },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
          MK_HTTP_FAULT_CONTENT_LENGTH },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n",
          MK_HTTP_FAULT_TRANSFER_CODING },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
          MK_HTTP_FAULT_TRANSFER_CODING },
        { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", MK_HTTP_FAULT_TRANSFER_CODING },
        { "HTTP/1.1 200 OK\r\nContent-Type: "
          "0123456789012345678901234567890123456789012345678901234567890123\r\n",
          MK_HTTP_FAULT_FIELD_VALUE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_about("%s", cases[i].text);
        CHECK_EQ(MK_STATUS_MALFORMED, parse(cases[i].text));
        CHECK_EQ(cases[i].fault, head.fault);
        CHECK(mk_http_fault_text(head.fault)[0] != '\0');
        size_t taken; /* and it stays so */
        CHECK_EQ(MK_STATUS_MALFORMED, mk_http_head_read(&head, (const uint8_t *)"\r\n", 2, &taken));
        CHECK_EQ(0, taken);
    }
}

static void a_head_has_an_end(void)
{
    static char text[MK_HTTP_HEAD_MAX + 64];
    for (size_t over = 0; over <= 1; over++) {
        const int start = snprintf(text, sizeof text, "HTTP/1.1 204 No Content\r\nA: ");
        const size_t fill = MK_HTTP_HEAD_MAX - (size_t)start - 4 + over;
        memset(text + start, 'x', fill);
        strcpy(text + start + fill, "\r\n\r\n");
        CHECK_EQ(over == 0 ? MK_STATUS_OK : MK_STATUS_MALFORMED, parse(text));
        CHECK_EQ(over == 0 ? MK_HTTP_FAULT_NONE : MK_HTTP_FAULT_TOO_LARGE, head.fault);
    }
}

static void an_upgrade_needs_both_fields(void)
{
    CHECK_EQ(MK_STATUS_OK, parse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n"
                                 "Connection: keep-alive, Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
    CHECK(head.upgrade_websocket);
    CHECK_TEXT("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.accept_key);
    CHECK_EQ(MK_STATUS_OK, parse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));
    CHECK(!head.upgrade_websocket);
}

/* ---- bodies ---- */

static const char CHUNKED[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

static void a_body_with_a_length_ends_there(void)
{
    REQUIRE(parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") == MK_STATUS_OK);
    for (size_t step = 1; step <= 8; step++) {
        size_t consumed;
        CHECK_EQ(MK_STATUS_OK, read_body("helloHTTP", 9, step, &consumed));
        CHECK_TEXT("hello", got);
        CHECK_EQ(5, consumed);
    }
    size_t consumed;
    CHECK_EQ(MK_STATUS_NEED_MORE, read_body("hell", 4, 9, &consumed));
    CHECK(!mk_http_body_ended(&body));
}

static void a_body_without_a_length_ends_with_the_connection(void)
{
    size_t consumed;
    REQUIRE(parse("HTTP/1.1 200 OK\r\n\r\n") == MK_STATUS_OK);
    CHECK_EQ(MK_STATUS_NEED_MORE, read_body("hello", 5, 2, &consumed));
    CHECK_TEXT("hello", got);
    CHECK(mk_http_body_ended(&body));
}

static void no_body_is_complete_at_once(void)
{
    size_t consumed;
    REQUIRE(parse("HTTP/1.1 204 No Content\r\n\r\n") == MK_STATUS_OK);
    CHECK_EQ(MK_STATUS_OK, read_body("HTTP", 4, 4, &consumed));
    CHECK_EQ(0, consumed);
}

static void chunks_are_put_together(void)
{
    const char *text = "5\r\nhello\r\n0001;a=\"b\"\r\n,\r\nA\r\n wide\r\nwor\r\n"
                       "0\r\nTrailer: x\r\n\r\nHTTP";
    REQUIRE(parse(CHUNKED) == MK_STATUS_OK);
    for (size_t step = 1; step < 80; step++) {
        check_about("pieces of %zu", step);
        size_t consumed;
        CHECK_EQ(MK_STATUS_OK, read_body(text, strlen(text), step, &consumed));
        CHECK_TEXT("hello, wide\r\nwor", got);
        CHECK_TEXT("HTTP", text + consumed);
        CHECK(mk_http_body_ended(&body));
    }
}

static void malformed_chunks_are_refused(void)
{
    const char *const texts[] = {
        "\r\n",    "x\r\n",    "-1\r\n",        "100000000\r\n", "5\n",
        "1\r\nab", "1\r\na\n", "1\r\na\rX",     "0\r\n\rX",      "0\r\nA\x01",
        "5\rX",    ";a\r\n",   "000000001\r\n", " 5\r\n",
    };
    REQUIRE(parse(CHUNKED) == MK_STATUS_OK);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        check_about("%s", texts[i]);
        size_t consumed;
        CHECK_EQ(MK_STATUS_MALFORMED, read_body(texts[i], strlen(texts[i]), 99, &consumed));
        CHECK_EQ(MK_HTTP_FAULT_CHUNK, body.fault);
    }
}

static void trailers_and_extensions_have_an_end(void)
{
    static char text[2 * MK_HTTP_HEAD_MAX];
    REQUIRE(parse(CHUNKED) == MK_STATUS_OK);
    const char *const starts[] = { "0\r\nA: ", "5;" };
    for (size_t i = 0; i < 2; i++) {
        memset(text, 'x', sizeof text);
        memcpy(text, starts[i], strlen(starts[i]));
        size_t consumed;
        CHECK_EQ(MK_STATUS_MALFORMED, read_body(text, sizeof text, 100, &consumed));
    }
}

int main(void)
{
    RUN(a_head_is_read_in_pieces_of_any_size);
    RUN(every_shorter_head_needs_more);
    RUN(the_framing_follows_the_rules_of_rfc_9112);
    RUN(what_is_malformed_is_refused_with_its_fault);
    RUN(a_head_has_an_end);
    RUN(an_upgrade_needs_both_fields);
    RUN(a_body_with_a_length_ends_there);
    RUN(a_body_without_a_length_ends_with_the_connection);
    RUN(no_body_is_complete_at_once);
    RUN(chunks_are_put_together);
    RUN(malformed_chunks_are_refused);
    RUN(trailers_and_extensions_have_an_end);
    return check_result();
}
