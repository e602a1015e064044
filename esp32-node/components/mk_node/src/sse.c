#include "mk/sse.h"

#include "http_text.h"

#include <assert.h>
#include <string.h>

void mk_sse_init(mk_sse_t *sse)
{
    memset(sse, 0, sizeof *sse);
}

static void begin_event(mk_sse_t *sse)
{
    sse->type[0] = '\0';
    sse->data_size = 0;
    sse->data[0] = '\0';
    sse->has_data = false;
    sse->cut = false;
    sse->complete = false;
}

static void put_word(char *place, const char *value)
{
    const size_t length = strlen(value);
    const size_t kept = length < MK_SSE_WORD_SIZE ? length : MK_SSE_WORD_SIZE - 1;
    memcpy(place, value, kept);
    place[kept] = '\0';
}

static void add_data(mk_sse_t *sse, const char *value, size_t size)
{
    const size_t separator = sse->has_data ? 1 : 0;
    if (size + separator > MK_SSE_EVENT_MAX - sse->data_size) {
        sse->cut = true;
        return;
    }
    if (separator == 1) {
        sse->data[sse->data_size++] = '\n';
    }
    memcpy(sse->data + sse->data_size, value, size);
    sse->data_size += size;
    sse->data[sse->data_size] = '\0';
    sse->has_data = true;
}

/** A field: the name up to the colon, the value behind it without one blank. */
static void end_field(mk_sse_t *sse)
{
    char *line = sse->line;
    line[sse->line_size] = '\0';
    char *colon = memchr(line, ':', sse->line_size);
    char *value = colon == NULL ? line + sse->line_size : colon + 1;
    if (colon != NULL) {
        *colon = '\0';
        value += *value == ' ' ? 1 : 0;
    }
    const size_t size = (size_t)(line + sse->line_size - value);
    if (strcmp(line, "data") == 0) {
        add_data(sse, value, size);
    } else if (strcmp(line, "event") == 0) {
        put_word(sse->type, value);
    } else if (strcmp(line, "id") == 0 && memchr(value, '\0', size) == NULL) {
        put_word(sse->id, value);
    } else if (strcmp(line, "retry") == 0) {
        uint32_t retry_ms;
        if (mk_http_number(value, &retry_ms)) {
            sse->retry_ms = retry_ms;
        }
    }
}

/** @return whether an event is complete */
static bool end_line(mk_sse_t *sse)
{
    const bool empty = sse->line_size == 0;
    if (!empty) {
        if (sse->line_size < sizeof sse->line) {
            end_field(sse);
        } else if (strncmp(sse->line, "data", 4) == 0) {
            sse->cut = true; /* and any other field so long has nothing for us */
        }
        sse->line_size = 0;
        return false;
    }
    if (sse->cut) {
        sse->too_long++;
        begin_event(sse);
        return false;
    }
    sse->complete = true;
    return sse->has_data;
}

static bool read_byte(mk_sse_t *sse, uint8_t byte)
{
    const bool lf_of_crlf = sse->after_cr && byte == '\n';
    sse->after_cr = byte == '\r';
    if (lf_of_crlf) {
        return false;
    }
    if (byte == '\r' || byte == '\n') {
        return end_line(sse);
    }
    if (sse->line_size < sizeof sse->line) {
        sse->line[sse->line_size++] = (char)byte; /* a full one is too long, and stays so */
    }
    return false;
}

size_t mk_sse_read(mk_sse_t *sse, const uint8_t *bytes, size_t size, bool *event)
{
    static const uint8_t BYTE_ORDER_MARK[] = { 0xEF, 0xBB, 0xBF };
    *event = false;
    if (sse->complete) {
        begin_event(sse);
    }
    size_t taken = 0;
    while (taken < size && !*event) {
        const uint8_t byte = bytes[taken++];
        if (!sse->started && byte == BYTE_ORDER_MARK[sse->bom]) {
            sse->started = ++sse->bom == sizeof BYTE_ORDER_MARK;
            continue;
        }
        const uint8_t seen = sse->started ? 0 : sse->bom;
        assert(seen < sizeof BYTE_ORDER_MARK);
        for (uint8_t i = 0; i < seen; i++) {
            read_byte(sse, BYTE_ORDER_MARK[i]); /* it was none */
        }
        sse->started = true;
        *event = read_byte(sse, byte);
        if (sse->complete && !*event) {
            begin_event(sse);
        }
    }
    return taken;
}
