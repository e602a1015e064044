#include "check.h"

#include "mk/sse.h"

#include <stdio.h>
#include <string.h>

static mk_sse_t sse;
static char events[4096]; /* "type|id|data;" of each */

static void feed(const char *text, size_t size, size_t step)
{
    size_t at = 0;
    while (at < size) {
        bool event;
        const size_t there = size - at < step ? size - at : step;
        const size_t taken = mk_sse_read(&sse, (const uint8_t *)text + at, there, &event);
        REQUIRE(taken > 0 && taken <= there);
        at += taken;
        if (event) {
            const size_t used = strlen(events);
            snprintf(events + used, sizeof events - used, "%s|%s|%s;", sse.type, sse.id, sse.data);
        }
    }
}

static const char *read_all(const char *text, size_t step)
{
    mk_sse_init(&sse);
    events[0] = '\0';
    feed(text, strlen(text), step);
    return events;
}

static void events_are_read_as_the_standard_says(void)
{
    const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        { "data: a\n\n", "||a;" },
        { "data:a\r\n\r\ndata: b\r\rdata:  c\n\n", "||a;||b;|| c;" },
        { "data: YHOO\ndata: +2\ndata: 10\n\n", "||YHOO\n+2\n10;" },
        { ": comment\n\ndata: first\nid: 1\n\ndata:second\nid\n\n", "|1|first;||second;" },
        { "data\n\ndata\ndata\n\ndata:", "||;||\n;" },
        { "event: add\ndata: 7\n\ndata: x\n\n", "add||7;||x;" },
        { "event: nothing\n\ndata: x\n\n", "||x;" },
        { "\xEF\xBB\xBF"
          "data: bom\n\n",
          "||bom;" },
        { "unknown: x\nDATA: x\ndata: y\n\n", "||y;" },
        { "data: unfinished\n", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t step = 1; step <= 64; step++) {
            check_about("case %zu in pieces of %zu", i, step);
            CHECK_TEXT(cases[i].expected, read_all(cases[i].text, step));
        }
    }
}

static void a_part_of_a_byte_order_mark_is_text(void)
{
    CHECK_TEXT("", read_all("\xEF\xBB"
                            "data: x\n\n",
                            1)); /* another field, then an empty event */
    CHECK_TEXT("||x;", read_all("\xEF\xBBX\ndata: x\n\n", 1));
}

static void retry_is_a_number_or_ignored(void)
{
    read_all("retry: 1500\n\n", 9);
    CHECK_EQ(1500, sse.retry_ms);
    feed("retry: 1x\nretry: -1\nretry: 99999999999\nretry:\n", 47, 9);
    CHECK_EQ(1500, sse.retry_ms);
}

static void an_id_with_a_nul_is_ignored(void)
{
    read_all("id: 7\n", 99);
    feed("id: 8\0x\n", 8, 99);
    CHECK_TEXT("7", sse.id);
}

static void what_is_too_long_is_left_out_and_counted(void)
{
    static char text[2 * MK_SSE_EVENT_MAX + 100];
    for (size_t over = 0; over <= 1; over++) {
        char *at = text + sprintf(text, "data: ");
        memset(at, 'x', MK_SSE_EVENT_MAX + over);
        strcpy(at + MK_SSE_EVENT_MAX + over, "\n\ndata: next\n\n");
        read_all(text, 100);
        CHECK_EQ(over, sse.too_long);
        CHECK_TEXT("||next;", events + strlen(events) - 7);
        CHECK_EQ(over == 0 ? MK_SSE_EVENT_MAX + 10 : 7, strlen(events));
    }
    char *at = text + sprintf(text, "data: ");
    memset(at, 'x', MK_SSE_EVENT_MAX - 1);
    strcpy(at + MK_SSE_EVENT_MAX - 1, "\ndata:y\n\ndata: next\n\n");
    CHECK_TEXT("||next;", read_all(text, 7));
    at = text;
    memset(at, 'x', sizeof text - 1); /* a long line of no known field */
    strcpy(at + MK_SSE_EVENT_MAX + 80, "\ndata: next\n\n");
    CHECK_TEXT("||next;", read_all(text, 7));
    CHECK_EQ(0, sse.too_long);
}

static void long_types_and_ids_are_cut(void)
{
    char text[300] = "data: x\nevent: ";
    memset(text + 15, 'e', 100);
    strcpy(text + 115, "\n\n");
    read_all(text, 50);
    char expected[MK_SSE_WORD_SIZE + 8];
    memset(expected, 'e', sizeof expected);
    strcpy(expected + MK_SSE_WORD_SIZE - 1, "||x;");
    CHECK_TEXT(expected, events);
}

int main(void)
{
    RUN(events_are_read_as_the_standard_says);
    RUN(a_part_of_a_byte_order_mark_is_text);
    RUN(retry_is_a_number_or_ignored);
    RUN(an_id_with_a_nul_is_ignored);
    RUN(what_is_too_long_is_left_out_and_counted);
    RUN(long_types_and_ids_are_cut);
    return check_result();
}
