#include "mk/websocket.h"

#include "byte_order.h"

#include <assert.h>
#include <string.h>

void mk_ws_reader_init(mk_ws_reader_t *reader, uint32_t message_max)
{
    memset(reader, 0, sizeof *reader);
    reader->message_max = message_max;
}

static bool fail(mk_ws_reader_t *reader, mk_ws_fault_t fault)
{
    reader->fault = fault;
    return false;
}

static bool is_control(mk_ws_opcode_t opcode)
{
    return opcode >= MK_WS_CLOSE;
}

/* ---- UTF-8 (RFC 3629, 4) ---- */

static bool lead(mk_ws_reader_t *reader, uint8_t byte)
{
    reader->text_low = 0x80;
    reader->text_high = 0xBF;
    if (byte < 0x80) {
        return true;
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return false;
    }
    if (byte == 0xE0) {
        reader->text_low = 0xA0;
    } else if (byte == 0xED) {
        reader->text_high = 0x9F; /* surrogates */
    } else if (byte == 0xF0) {
        reader->text_low = 0x90;
    } else if (byte == 0xF4) {
        reader->text_high = 0x8F;
    }
    reader->text_left = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    return true;
}

static bool check_text(mk_ws_reader_t *reader, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (reader->text_left == 0) {
            if (!lead(reader, bytes[i])) {
                return false;
            }
            continue;
        }
        if (bytes[i] < reader->text_low || bytes[i] > reader->text_high) {
            return false;
        }
        reader->text_low = 0x80;
        reader->text_high = 0xBF;
        reader->text_left--;
    }
    return true;
}

/* ---- headers ---- */

/** Bytes that the header has, as far as its first two tell. */
static size_t header_length(const mk_ws_reader_t *reader)
{
    if (reader->header_size < 2) {
        return 2;
    }
    const uint8_t length = reader->header[1] & 0x7F;
    return length < 126 ? 2 : length == 126 ? 4 : 10;
}

static bool check_order(mk_ws_reader_t *reader)
{
    switch (reader->opcode) {
    case MK_WS_CONTINUATION:
        return reader->message != MK_WS_CONTINUATION;
    case MK_WS_TEXT:
    case MK_WS_BINARY:
        return reader->message == MK_WS_CONTINUATION;
    case MK_WS_CLOSE:
    case MK_WS_PING:
    case MK_WS_PONG:
        return reader->final;
    }
    return false;
}

/** Reads the length; a longer form than needed is malformed (5.2). */
static bool read_length(mk_ws_reader_t *reader, uint64_t *length)
{
    const uint8_t *header = reader->header;
    *length = header[1] & 0x7F;
    if (*length == 126) {
        *length = (uint64_t)header[2] << 8 | header[3];
        return *length >= 126;
    }
    if (*length == 127) {
        *length = mk_read_u64_be(header + 2);
        return *length > UINT16_MAX;
    }
    return true;
}

/** The header is complete. */
static bool end_header(mk_ws_reader_t *reader)
{
    uint64_t length;
    reader->opcode = (mk_ws_opcode_t)(reader->header[0] & 0x0F);
    reader->final = (reader->header[0] & 0x80) != 0;
    if ((reader->header[0] & 0x70) != 0 || (reader->header[1] & 0x80) != 0 || !check_order(reader)
        || !read_length(reader, &length)) {
        return fail(reader, MK_WS_FAULT_PROTOCOL);
    }
    if (is_control(reader->opcode)) {
        if (length > MK_WS_CONTROL_MAX || (reader->opcode == MK_WS_CLOSE && length == 1)) {
            return fail(reader, MK_WS_FAULT_PROTOCOL);
        }
        reader->control_size = 0;
    } else {
        if (reader->opcode != MK_WS_CONTINUATION) {
            reader->message = reader->opcode;
            reader->message_size = 0;
        }
        if (length > reader->message_max - reader->message_size) {
            return fail(reader, MK_WS_FAULT_TOO_LARGE);
        }
        reader->message_size += (uint32_t)length;
    }
    reader->left = (uint32_t)length;
    reader->header_size = 0;
    reader->in_payload = true;
    return true;
}

/* ---- payloads ---- */

/** The payload of a frame is complete. @return what that is, NEED_MORE if nothing */
static mk_ws_event_t end_frame(mk_ws_reader_t *reader)
{
    reader->in_payload = false;
    if (is_control(reader->opcode)) {
        return MK_WS_CONTROL;
    }
    if (!reader->final) {
        return MK_WS_NEED_MORE;
    }
    if (reader->message == MK_WS_TEXT && reader->text_left > 0) {
        fail(reader, MK_WS_FAULT_TEXT);
        return MK_WS_BROKEN;
    }
    return MK_WS_MESSAGE_END;
}

/** Takes in payload that is there. @return what that is, NEED_MORE if nothing */
static mk_ws_event_t read_payload(mk_ws_reader_t *reader, const uint8_t *bytes, size_t size)
{
    reader->left -= (uint32_t)size;
    if (is_control(reader->opcode)) {
        memcpy(reader->control + reader->control_size, bytes, size);
        reader->control_size = (uint8_t)(reader->control_size + size);
        return MK_WS_NEED_MORE;
    }
    if (reader->message == MK_WS_TEXT && !check_text(reader, bytes, size)) {
        fail(reader, MK_WS_FAULT_TEXT);
        return MK_WS_BROKEN;
    }
    return MK_WS_PIECE;
}

mk_ws_event_t mk_ws_read(mk_ws_reader_t *reader, const uint8_t *bytes, size_t size, size_t *taken,
                         const uint8_t **piece, size_t *piece_size)
{
    *taken = 0;
    if (reader->fault != MK_WS_FAULT_NONE) {
        return MK_WS_BROKEN;
    }
    if (!reader->in_payload && reader->final && !is_control(reader->opcode)) {
        reader->message = MK_WS_CONTINUATION; /* MESSAGE_END was given before */
    }
    for (;;) {
        mk_ws_event_t event = MK_WS_NEED_MORE;
        if (reader->in_payload && reader->left == 0) {
            event = end_frame(reader);
        } else if (*taken == size) {
            return MK_WS_NEED_MORE;
        } else if (reader->in_payload) {
            const size_t there = size - *taken;
            *piece = bytes + *taken;
            *piece_size = there < reader->left ? there : reader->left;
            *taken += *piece_size;
            event = read_payload(reader, *piece, *piece_size);
        } else {
            reader->header[reader->header_size++] = bytes[(*taken)++];
            if (reader->header_size == header_length(reader) && !end_header(reader)) {
                return MK_WS_BROKEN;
            }
        }
        if (event != MK_WS_NEED_MORE) {
            return event;
        }
    }
}

size_t mk_ws_header(mk_ws_opcode_t opcode, uint32_t size, const uint8_t mask[4], uint8_t *out)
{
    assert(!is_control(opcode) || size <= MK_WS_CONTROL_MAX);
    size_t at = 2;
    out[0] = (uint8_t)(0x80 | (unsigned)opcode);
    if (size < 126) {
        out[1] = (uint8_t)(0x80 | size);
    } else if (size <= UINT16_MAX) {
        out[1] = 0x80 | 126;
        out[2] = (uint8_t)(size >> 8);
        out[3] = (uint8_t)size;
        at = 4;
    } else {
        out[1] = 0x80 | 127;
        mk_write_u64_be(out + 2, size);
        at = 10;
    }
    memcpy(out + at, mask, 4);
    return at + 4;
}

void mk_ws_mask(uint8_t *payload, size_t size, const uint8_t mask[4], size_t offset)
{
    for (size_t i = 0; i < size; i++) {
        payload[i] ^= mask[(offset + i) % 4];
    }
}
