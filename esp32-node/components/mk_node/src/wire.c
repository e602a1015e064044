#include "mk/wire.h"

#include "byte_order.h"

#include <assert.h>
#include <string.h>

enum {
    SOURCE_OFFSET = 0,
    DEST_OFFSET = 8,
    TYPE_OFFSET = 16,
    PAYLOAD_SIZE_OFFSET = 20,
    RESERVED_OFFSET = 24
};

static uint32_t read_u32(mk_wire_order_t order, const uint8_t *at)
{
    return order == MK_WIRE_NETWORK ? mk_read_u32_be(at) : mk_read_u32_le(at);
}

static uint64_t read_u64(mk_wire_order_t order, const uint8_t *at)
{
    return order == MK_WIRE_NETWORK ? mk_read_u64_be(at) : mk_read_u64_le(at);
}

static void write_u32(mk_wire_order_t order, uint8_t *at, uint32_t value)
{
    if (order == MK_WIRE_NETWORK) {
        mk_write_u32_be(at, value);
    } else {
        mk_write_u32_le(at, value);
    }
}

static void write_u64(mk_wire_order_t order, uint8_t *at, uint64_t value)
{
    if (order == MK_WIRE_NETWORK) {
        mk_write_u64_be(at, value);
    } else {
        mk_write_u64_le(at, value);
    }
}

mk_status_t mk_wire_encode(mk_wire_order_t order, const mk_frame_t *frame, uint8_t *out,
                           size_t out_size)
{
    assert(frame->payload != NULL || frame->payload_size == 0);
    if (out_size < MK_WIRE_HEADER_LENGTH
        || out_size - MK_WIRE_HEADER_LENGTH < frame->payload_size) {
        return MK_STATUS_FULL;
    }
    write_u64(order, out + SOURCE_OFFSET, frame->source);
    write_u64(order, out + DEST_OFFSET, frame->dest);
    write_u32(order, out + TYPE_OFFSET, frame->type);
    write_u32(order, out + PAYLOAD_SIZE_OFFSET, frame->payload_size);
    write_u32(order, out + RESERVED_OFFSET, 0);
    if (frame->payload_size > 0) {
        memcpy(out + MK_WIRE_HEADER_LENGTH, frame->payload, frame->payload_size);
    }
    return MK_STATUS_OK;
}

mk_status_t mk_wire_decode_header(mk_wire_order_t order, const uint8_t *bytes, size_t size,
                                  uint32_t payload_max, mk_frame_t *frame, mk_reason_t *reason)
{
    if (size < MK_WIRE_HEADER_LENGTH) {
        return MK_STATUS_NEED_MORE;
    }
    *frame = (mk_frame_t){
        .source = read_u64(order, bytes + SOURCE_OFFSET),
        .dest = read_u64(order, bytes + DEST_OFFSET),
        .type = read_u32(order, bytes + TYPE_OFFSET),
        .payload_size = read_u32(order, bytes + PAYLOAD_SIZE_OFFSET),
    };
    if (frame->payload_size > payload_max) {
        *reason = (mk_reason_t){
            .code = MK_REASON_PAYLOAD_TOO_LARGE,
            .type = frame->type,
            .value = frame->payload_size,
            .limit = payload_max,
        };
        return MK_STATUS_MALFORMED;
    }
    return MK_STATUS_OK;
}

mk_status_t mk_wire_decode(mk_wire_order_t order, const uint8_t *bytes, size_t size,
                           uint32_t payload_max, mk_frame_t *frame, mk_reason_t *reason)
{
    const mk_status_t status =
        mk_wire_decode_header(order, bytes, size, payload_max, frame, reason);
    if (status != MK_STATUS_OK) {
        return status;
    }
    if (size - MK_WIRE_HEADER_LENGTH < frame->payload_size) {
        return MK_STATUS_NEED_MORE;
    }
    if (frame->payload_size > 0) {
        frame->payload = bytes + MK_WIRE_HEADER_LENGTH;
    }
    return MK_STATUS_OK;
}
