#include "mk/http_body.h"

#include "http_text.h"

enum {
    DATA,       /* of a body with a length, or without an end */
    CHUNK_SIZE, /* hex digits */
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_CR,
    CHUNK_LF,
    TRAILER, /* a line of them, or the empty one that ends all */
    TRAILER_LF,
    LAST_LF,
    COMPLETE,
    BROKEN
};

void mk_http_body_init(mk_http_body_t *body, const mk_http_head_t *head)
{
    *body = (mk_http_body_t){ .framing = head->framing, .state = DATA };
    switch (head->framing) {
    case MK_HTTP_NO_BODY:
        body->state = COMPLETE;
        break;
    case MK_HTTP_LENGTH:
        body->left = head->content_length;
        body->state = head->content_length == 0 ? COMPLETE : DATA;
        break;
    case MK_HTTP_CHUNKED:
        body->state = CHUNK_SIZE;
        break;
    case MK_HTTP_UNTIL_CLOSE:
        break;
    }
}

/** Goes on if the byte is the one that must come. */
static void expect(mk_http_body_t *body, bool is_there, uint8_t next)
{
    body->state = is_there ? next : BROKEN;
}

static void read_chunk_size(mk_http_body_t *body, char byte)
{
    const int digit = mk_http_hex(byte);
    if (digit >= 0) {
        /* 8 digits are all that 32 bits hold; leading zeros count, so that a line has an end. */
        body->left = body->left << 4 | (uint32_t)digit;
        expect(body, ++body->line <= 8, CHUNK_SIZE);
    } else if (byte == '\r') {
        expect(body, body->line > 0, CHUNK_SIZE_LF);
    } else {
        expect(body, body->line > 0 && (byte == ';' || byte == ' ' || byte == '\t'),
               CHUNK_EXTENSION);
    }
}

static void read_line(mk_http_body_t *body, char byte, uint8_t state, uint8_t lf_state)
{
    body->line++;
    body->trailers += state == TRAILER ? 1 : 0;
    if (byte == '\r') {
        body->state = lf_state;
    } else {
        expect(body,
               (!mk_http_is_control(byte) || byte == '\t') && body->line <= MK_HTTP_HEAD_MAX
                   && body->trailers <= MK_HTTP_HEAD_MAX,
               state);
    }
}

/** Reads one byte of the framing between chunks. */
static void read_framing(mk_http_body_t *body, char byte)
{
    switch (body->state) {
    case CHUNK_SIZE:
        read_chunk_size(body, byte);
        break;
    case CHUNK_EXTENSION:
        read_line(body, byte, CHUNK_EXTENSION, CHUNK_SIZE_LF);
        break;
    case CHUNK_SIZE_LF:
        body->line = 0;
        expect(body, byte == '\n', body->left == 0 ? TRAILER : CHUNK_DATA);
        break;
    case CHUNK_CR:
        expect(body, byte == '\r', CHUNK_LF);
        break;
    case CHUNK_LF:
        expect(body, byte == '\n', CHUNK_SIZE);
        break;
    case TRAILER:
        read_line(body, byte, TRAILER, body->line == 0 ? LAST_LF : TRAILER_LF);
        break;
    case TRAILER_LF:
        body->line = 0;
        expect(body, byte == '\n', TRAILER);
        break;
    default: /* LAST_LF */
        expect(body, byte == '\n', COMPLETE);
        break;
    }
    if (body->state == BROKEN) {
        body->fault = MK_HTTP_FAULT_CHUNK;
    }
}

/** Gives out a piece of at most what is left. */
static size_t read_data(mk_http_body_t *body, size_t size)
{
    if (body->framing == MK_HTTP_UNTIL_CLOSE) {
        return size;
    }
    const size_t piece = size < body->left ? size : body->left;
    body->left -= (uint32_t)piece;
    if (body->left == 0) {
        body->state = body->state == DATA ? COMPLETE : CHUNK_CR;
    }
    return piece;
}

mk_status_t mk_http_body_read(mk_http_body_t *body, const uint8_t *bytes, size_t size,
                              size_t *taken, const uint8_t **piece, size_t *piece_size)
{
    *taken = 0;
    *piece_size = 0;
    while (*taken < size && *piece_size == 0 && body->state != COMPLETE && body->state != BROKEN) {
        if (body->state == DATA || body->state == CHUNK_DATA) {
            *piece = bytes + *taken;
            *piece_size = read_data(body, size - *taken);
            *taken += *piece_size;
        } else {
            read_framing(body, (char)bytes[(*taken)++]);
        }
    }
    if (body->state == BROKEN) {
        return MK_STATUS_MALFORMED;
    }
    return body->state == COMPLETE ? MK_STATUS_OK : MK_STATUS_NEED_MORE;
}

bool mk_http_body_ended(const mk_http_body_t *body)
{
    return body->state == COMPLETE || (body->state == DATA && body->framing == MK_HTTP_UNTIL_CLOSE);
}
