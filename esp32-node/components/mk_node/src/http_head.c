#include "mk/http_head.h"

#include "http_text.h"

#include <assert.h>
#include <string.h>

enum {
    STATUS_LINE, /* "HTTP/1.x NNN", in value */
    REASON,      /* skipped to the end of the line */
    LINE_START,
    NAME,
    BEFORE_VALUE,
    VALUE,
    LINE_LF, /* a CR came: LF must follow */
    LAST_LF, /* of the empty line */
    COMPLETE,
    BROKEN
};

#define STATUS_LINE_LENGTH 12u /* "HTTP/1.1 200" */

void mk_http_head_init(mk_http_head_t *head, bool to_head)
{
    *head = (mk_http_head_t){ .to_head = to_head, .state = STATUS_LINE };
}

static bool fail(mk_http_head_t *head, mk_http_fault_t fault)
{
    head->state = BROKEN;
    head->fault = fault;
    return false;
}

static bool end_status_line(mk_http_head_t *head)
{
    const char *text = head->value;
    const bool is_status = memcmp(text, "HTTP/1.", 7) == 0 && (text[7] == '0' || text[7] == '1')
                           && text[8] == ' ' && text[9] >= '1' && text[9] <= '5'
                           && mk_http_is_digit(text[10]) && mk_http_is_digit(text[11]);
    if (!is_status) {
        return fail(head, MK_HTTP_FAULT_STATUS_LINE);
    }
    head->minor_version = (uint8_t)(text[7] - '0');
    head->status = (uint16_t)((text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0'));
    return true;
}

static bool keep(mk_http_head_t *head, char *place)
{
    if (head->value_cut) {
        return fail(head, MK_HTTP_FAULT_FIELD_VALUE);
    }
    memcpy(place, head->value, MK_HTTP_VALUE_SIZE);
    return true;
}

static bool end_content_length(mk_http_head_t *head)
{
    uint32_t length;
    if (head->value_cut || !mk_http_number(head->value, &length)
        || (head->has_length && length != head->content_length)) {
        return fail(head, MK_HTTP_FAULT_CONTENT_LENGTH);
    }
    head->has_length = true;
    head->content_length = length;
    return true;
}

static bool end_transfer_encoding(mk_http_head_t *head)
{
    if (head->value_cut || head->has_coding || !mk_http_equal(head->value, "chunked")) {
        return fail(head, MK_HTTP_FAULT_TRANSFER_CODING);
    }
    head->has_coding = true;
    return true;
}

/** The field in head->name and head->value is complete. */
static bool end_field(mk_http_head_t *head)
{
    while (head->at > 0
           && (head->value[head->at - 1] == ' ' || head->value[head->at - 1] == '\t')) {
        head->value[--head->at] = '\0';
    }
    if (head->name_cut) {
        return true; /* none that matters is so long */
    }
    if (mk_http_equal(head->name, "content-length")) {
        return end_content_length(head);
    }
    if (mk_http_equal(head->name, "transfer-encoding")) {
        return end_transfer_encoding(head);
    }
    if (mk_http_equal(head->name, "content-type")) {
        return keep(head, head->content_type);
    }
    if (mk_http_equal(head->name, "sec-websocket-accept")) {
        return keep(head, head->accept_key);
    }
    if (mk_http_equal(head->name, "connection")) {
        head->has_close |= mk_http_list_has(head->value, "close");
        head->has_keep_alive |= mk_http_list_has(head->value, "keep-alive");
        head->has_connection_upgrade |= mk_http_list_has(head->value, "upgrade");
    } else if (mk_http_equal(head->name, "upgrade")) {
        head->has_upgrade |= mk_http_list_has(head->value, "websocket");
    }
    return true;
}

static bool end_head(mk_http_head_t *head)
{
    if (head->has_coding && (head->has_length || head->minor_version == 0)) {
        return fail(head, MK_HTTP_FAULT_TRANSFER_CODING); /* RFC 9112, 6.1 and 6.3 */
    }
    if (head->to_head || head->status < 200 || head->status == 204 || head->status == 304) {
        head->framing = MK_HTTP_NO_BODY;
    } else if (head->has_coding) {
        head->framing = MK_HTTP_CHUNKED;
    } else {
        head->framing = head->has_length ? MK_HTTP_LENGTH : MK_HTTP_UNTIL_CLOSE;
    }
    head->upgrade_websocket = head->has_upgrade && head->has_connection_upgrade;
    head->keep_alive = !head->has_close && head->framing != MK_HTTP_UNTIL_CLOSE
                       && (head->minor_version == 1 || head->has_keep_alive);
    head->state = COMPLETE;
    return true;
}

static void start_name(mk_http_head_t *head)
{
    head->at = 0;
    head->name_cut = false;
    head->state = NAME;
}

static bool read_name(mk_http_head_t *head, char byte)
{
    if (byte == ':') {
        head->name[head->at] = '\0';
        if (head->at == 0) {
            return fail(head, MK_HTTP_FAULT_FIELD_NAME);
        }
        head->at = 0;
        head->value[0] = '\0';
        head->value_cut = false;
        head->state = BEFORE_VALUE;
        return true;
    }
    if (!mk_http_is_token(byte)) {
        return fail(head, MK_HTTP_FAULT_FIELD_NAME);
    }
    if (head->at + 1u < sizeof head->name) {
        head->name[head->at++] = byte;
    } else {
        head->name_cut = true;
    }
    return true;
}

static bool read_value(mk_http_head_t *head, char byte)
{
    if (byte == '\r') {
        head->state = LINE_LF;
        return end_field(head);
    }
    if (byte == '\n') {
        return fail(head, MK_HTTP_FAULT_LINE_END);
    }
    if (mk_http_is_control(byte) && byte != '\t') {
        return fail(head, MK_HTTP_FAULT_FIELD_VALUE);
    }
    if (head->at + 1u < sizeof head->value) {
        head->value[head->at++] = byte;
        head->value[head->at] = '\0';
    } else {
        head->value_cut = true;
    }
    return true;
}

static bool read_reason(mk_http_head_t *head, char byte)
{
    if (byte == '\r') {
        head->state = LINE_LF;
        return true;
    }
    if (byte == '\n') {
        return fail(head, MK_HTTP_FAULT_LINE_END);
    }
    /* A blank ends the three digits, whatever follows; servers leave the reason out, and the blank.
     */
    const bool well_formed = head->at > 0 || byte == ' ';
    head->at = 1;
    return well_formed && (!mk_http_is_control(byte) || byte == '\t')
               ? true
               : fail(head, MK_HTTP_FAULT_STATUS_LINE);
}

/** Reads one byte. @return false if it must not be there */
static bool read_byte(mk_http_head_t *head, char byte)
{
    switch (head->state) {
    case STATUS_LINE:
        head->value[head->at++] = byte;
        if (head->at < STATUS_LINE_LENGTH) {
            return true;
        }
        head->at = 0;
        head->state = REASON;
        return end_status_line(head);
    case REASON:
        return read_reason(head, byte);
    case LINE_START:
        if (byte == '\r') {
            head->state = LAST_LF;
            return true;
        }
        start_name(head);
        return read_name(head, byte);
    case NAME:
        return read_name(head, byte);
    case BEFORE_VALUE:
        if (byte == ' ' || byte == '\t') {
            return true;
        }
        head->state = VALUE;
        return read_value(head, byte);
    case VALUE:
        return read_value(head, byte);
    case LINE_LF:
        head->state = LINE_START;
        return byte == '\n' ? true : fail(head, MK_HTTP_FAULT_LINE_END);
    case LAST_LF:
        return byte == '\n' ? end_head(head) : fail(head, MK_HTTP_FAULT_LINE_END);
    default:
        assert(false); /* mk_http_head_read gives no byte to one that has ended */
        return false;
    }
}

mk_status_t mk_http_head_read(mk_http_head_t *head, const uint8_t *bytes, size_t size,
                              size_t *taken)
{
    *taken = 0;
    while (head->state != COMPLETE && head->state != BROKEN) {
        if (*taken == size) {
            return MK_STATUS_NEED_MORE;
        }
        if (++head->size > MK_HTTP_HEAD_MAX) {
            fail(head, MK_HTTP_FAULT_TOO_LARGE);
            break;
        }
        read_byte(head, (char)bytes[(*taken)++]);
    }
    return head->state == COMPLETE ? MK_STATUS_OK : MK_STATUS_MALFORMED;
}

const char *mk_http_fault_text(mk_http_fault_t fault)
{
    static const char *const TEXTS[] = {
        "no fault",
        "a response must begin with HTTP/1.0 or HTTP/1.1 and a status from 100 to 599",
        "lines of a head must end with CR LF",
        "a field's name must be 1 or more characters of a token, then a colon",
        "a field's value must have no control characters, nor be longer than is kept of it",
        "Content-Length must be one number below 4294967296",
        "Transfer-Encoding must be chunked, and not beside Content-Length",
        "the head is longer than MK_HTTP_HEAD_MAX",
        "a chunk must be a size in hex below 4294967296, CR LF, so many bytes, CR LF",
    };
    static_assert(sizeof TEXTS / sizeof TEXTS[0] == MK_HTTP_FAULT_CHUNK + 1u,
                  "each fault has a text");
    return TEXTS[fault];
}
