#include "mk/extensions.h"

#include "byte_order.h"

#define EXTENSION_LENGTH_OFFSET 26u

enum {
    TRACE = 1,
    DEADLINE = 2,
    SEQUENCE = 3,
    MUST_BE_UNDERSTOOD_FROM = 128
};

enum {
    TRACE_SIZE = 25,
    TRACE_ID_SIZE = 16,
    PARENT_ID_SIZE = 8,
    DEADLINE_SIZE = 4,
    SEQUENCE_SIZE = 8
};

static bool is_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

/** Reads one. @return false if it is malformed */
static bool read_one(uint8_t type, const uint8_t *bytes, size_t size, mk_extensions_t *out)
{
    switch (type) {
    case TRACE:
        if (size == TRACE_SIZE && !is_zero(bytes, TRACE_ID_SIZE)
            && !is_zero(bytes + TRACE_ID_SIZE, PARENT_ID_SIZE)) {
            out->trace = bytes;
        }
        return size == TRACE_SIZE;
    case DEADLINE:
        if (size == DEADLINE_SIZE) {
            out->has_deadline = true;
            out->deadline_ms = mk_read_u32_be(bytes);
        }
        return size == DEADLINE_SIZE;
    case SEQUENCE:
        if (size == SEQUENCE_SIZE) {
            out->sequence = mk_read_u64_be(bytes);
        }
        return size == SEQUENCE_SIZE && out->sequence != 0;
    default:
        if (type >= MUST_BE_UNDERSTOOD_FROM && out->not_understood == 0) {
            out->not_understood = type;
        }
        return true;
    }
}

mk_status_t mk_extensions_take(const uint8_t *header, mk_frame_t *frame,
                               mk_extensions_t *extensions, mk_reason_t *reason)
{
    *extensions = (mk_extensions_t){ .trace = NULL };
    const size_t size = mk_read_u16_be(header + EXTENSION_LENGTH_OFFSET);
    bool is_well_formed = size <= MK_EXTENSIONS_SIZE_MAX && size <= frame->payload_size;
    unsigned seen = 0;
    for (size_t at = 0; is_well_formed && at < size;) {
        is_well_formed = size - at >= 2 && (size_t)frame->payload[at + 1] <= size - at - 2;
        if (is_well_formed) {
            const uint8_t type = frame->payload[at];
            const size_t length = frame->payload[at + 1];
            const unsigned bit = type <= SEQUENCE ? 1u << type : 0;
            is_well_formed =
                (seen & bit) == 0 && read_one(type, frame->payload + at + 2, length, extensions);
            seen |= bit;
            at += 2 + length;
        }
    }
    if (!is_well_formed) {
        *reason = (mk_reason_t){
            .code = MK_REASON_RULE,
            .rule = "extensions must be at most 255 bytes, within the payload, each once and of its"
                    " length",
            .type = frame->type,
            .value = (uint32_t)size,
        };
        return MK_STATUS_MALFORMED;
    }
    frame->payload_size -= (uint32_t)size;
    frame->payload = frame->payload_size > 0 ? frame->payload + size : NULL;
    return MK_STATUS_OK;
}
