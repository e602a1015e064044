#include "check.h"

#include "mk/websocket.h"

#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 70000u

static mk_ws_reader_t reader;
static char seen[4096]; /* t, b: pieces are put together; ! end, c p q: control; X: broken */

/** Reads bytes in pieces, and notes what is in them. */
static const char *read_all(const uint8_t *bytes, size_t size, size_t step)
{
    mk_ws_reader_init(&reader, MESSAGE_MAX);
    seen[0] = '\0';
    size_t at = 0;
    size_t there = 0;
    for (unsigned calls = 0; calls < 200000; calls++) {
        size_t taken;
        size_t piece_size = 0;
        const uint8_t *piece = NULL;
        there = size - at < step ? size - at : step;
        const mk_ws_event_t event =
            mk_ws_read(&reader, bytes + at, there, &taken, &piece, &piece_size);
        REQUIRE(taken <= there);
        at += taken;
        const size_t used = strlen(seen);
        switch (event) {
        case MK_WS_NEED_MORE:
            if (at == size) {
                return seen;
            }
            break;
        case MK_WS_PIECE:
            REQUIRE(piece_size > 0 && piece_size <= taken);
            if (used < 64) {
                snprintf(seen + used, sizeof seen - used, "%.*s",
                         (int)(piece_size < 32 ? piece_size : 32), (const char *)piece);
            }
            break;
        case MK_WS_MESSAGE_END:
            strcat(seen, reader.message == MK_WS_TEXT ? "!t " : "!b ");
            break;
        case MK_WS_CONTROL:
            snprintf(seen + used, sizeof seen - used, "[%d %.*s]", (int)reader.opcode,
                     (int)reader.control_size, (const char *)reader.control);
            break;
        case MK_WS_BROKEN:
            snprintf(seen + used, sizeof seen - used, "X%d", (int)reader.fault);
            return seen;
        }
    }
    check_required(false, "the reader comes to an end", __FILE__, __LINE__);
    return seen;
}

#define BYTES(...) (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })

static const struct {
    const uint8_t *bytes;
    size_t size;
    const char *expected;
} CASES[] = {
    { BYTES(0x81, 0x05, 'H', 'e', 'l', 'l', 'o'), "Hello!t " }, /* RFC 6455, 5.7 */
    { BYTES(0x01, 0x03, 'H', 'e', 'l', 0x80, 0x02, 'l', 'o'), "Hello!t " },
    { BYTES(0x89, 0x05, 'H', 'e', 'l', 'l', 'o'), "[9 Hello]" },
    { BYTES(0x82, 0x01, 'a', 0x82, 0x00, 0x81, 0x00), "a!b !b !t " },
    { BYTES(0x01, 0x01, 'a', 0x89, 0x01, 'p', 0x00, 0x01, 'b', 0x8A, 0x00, 0x80, 0x00),
      "a[9 p]b[10 ]!t " },
    { BYTES(0x88, 0x00), "[8 ]" },
    { BYTES(0x88, 0x02, '0', '1'), "[8 01]" },
    { BYTES(0x88, 0x01, '0'), "X1002" },
    { BYTES(0x89, 0x7E, 0x00, 0x7E), "X1002" },    /* a long control frame */
    { BYTES(0x09, 0x00), "X1002" },                /* a control frame in fragments */
    { BYTES(0x80, 0x00), "X1002" },                /* nothing to continue */
    { BYTES(0x01, 0x00, 0x81, 0x00), "X1002" },    /* another message within one */
    { BYTES(0x81, 0x00, 0x80, 0x00), "!t X1002" }, /* nothing to continue any more */
    { BYTES(0xC1, 0x00), "X1002" },                /* reserved bit */
    { BYTES(0x83, 0x00), "X1002" },                /* unknown opcodes */
    { BYTES(0x8B, 0x00), "X1002" },
    { BYTES(0x81, 0x80, 1, 2, 3, 4), "X1002" }, /* a server must not mask */
    { BYTES(0x82, 0x7E, 0x00, 0x7D), "X1002" }, /* longer form than needed */
    { BYTES(0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF), "X1002" },
    { BYTES(0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0x11, 0x71), "X1009" }, /* 70,001 */
    { BYTES(0x82, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), "X1009" },
    { BYTES(0x02, 0x01, 'a', 0x80, 0x7F, 0, 0, 0, 0, 0, 1, 0x11, 0x70), "aX1009" }, /* in all */
    { BYTES(0x81, 0x02, 0xC3, 0xA9), "\xC3\xA9!t " },
    { BYTES(0x81, 0x01, 0xFF), "X1007" },
    { BYTES(0x81, 0x02, 0xC0, 0x80), "X1007" },       /* an overlong NUL */
    { BYTES(0x81, 0x03, 0xED, 0xA0, 0x80), "X1007" }, /* a surrogate */
    { BYTES(0x81, 0x04, 0xF4, 0x90, 0x80, 0x80), "X1007" },
};

static void frames_are_read_as_the_rfc_says(void)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_about("case %zu", i);
        CHECK_TEXT(CASES[i].expected, read_all(CASES[i].bytes, CASES[i].size, 999));
    }
}

static void the_size_of_the_pieces_does_not_matter(void)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (size_t step = 1; step < 8; step++) {
            check_about("case %zu in pieces of %zu", i, step);
            read_all(CASES[i].bytes, CASES[i].size, step);
            /* Pieces before a fault may be given out; what it ends with must be the same. */
            const size_t length = strlen(CASES[i].expected);
            const size_t tail = length < 5 ? length : 5;
            REQUIRE(strlen(seen) >= tail);
            CHECK_TEXT(CASES[i].expected + length - tail, seen + strlen(seen) - tail);
        }
    }
}

static void text_may_be_cut_within_a_character_but_not_end_there(void)
{
    CHECK_TEXT("\xE2\x82\xAC!t ", read_all(BYTES(0x01, 1, 0xE2, 0x00, 1, 0x82, 0x80, 1, 0xAC), 99));
    read_all(BYTES(0x81, 1, 0xE2), 99);
    CHECK_EQ(MK_WS_FAULT_TEXT, reader.fault);
}

static void every_size_is_written_as_it_is_read(void)
{
    static uint8_t frame[MESSAGE_MAX + MK_WS_HEADER_SIZE_MAX];
    const uint32_t sizes[] = { 0, 1, 125, 126, 127, 65535, 65536, MESSAGE_MAX };
    const uint8_t mask[4] = { 0x37, 0xFA, 0x21, 0x3D };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        check_about("size %u", (unsigned)sizes[i]);
        memset(frame, 'x', sizeof frame);
        const size_t header = mk_ws_header(MK_WS_TEXT, sizes[i], mask, frame);
        CHECK_BYTES(mask, frame + header - 4, 4);
        memmove(frame + header - 4, frame + header, sizes[i]);
        frame[1] &= 0x7F; /* as a server would have sent it: without mask */
        read_all(frame, header - 4 + sizes[i], 50000);
        CHECK_TEXT("!t ", seen + strlen(seen) - 3);
        CHECK_EQ(sizes[i], reader.message_size);
    }
}

static void masking_is_that_of_the_rfc(void)
{
    const uint8_t mask[4] = { 0x37, 0xFA, 0x21, 0x3D };
    const uint8_t expected[] = { 0x7F, 0x9F, 0x4D, 0x51, 0x58 }; /* RFC 6455, 5.7 */
    uint8_t whole[] = "Hello";
    mk_ws_mask(whole, 5, mask, 0);
    CHECK_BYTES(expected, whole, 5);
    uint8_t parts[] = "Hello";
    mk_ws_mask(parts, 2, mask, 0);
    mk_ws_mask(parts + 2, 3, mask, 2);
    CHECK_BYTES(expected, parts, 5);
}

int main(void)
{
    RUN(frames_are_read_as_the_rfc_says);
    RUN(the_size_of_the_pieces_does_not_matter);
    RUN(text_may_be_cut_within_a_character_but_not_end_there);
    RUN(every_size_is_written_as_it_is_read);
    RUN(masking_is_that_of_the_rfc);
    return check_result();
}
