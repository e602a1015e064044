/**
 * The frame: a packed header of 28 bytes, then the payload.
 *
 *   offset  size  field
 *        0     8  source        actor id, 0 = none
 *        8     8  dest          actor id
 *       16     4  type
 *       20     4  payload_size  bytes that follow the header
 *       24     4  reserved      written as 0, ignored on reading
 *
 * All functions are pure; any thread.
 */
#ifndef MK_WIRE_H
#define MK_WIRE_H

#include "mk/actor_id.h"
#include "mk/reason.h"
#include "mk/status.h"

#include <stddef.h>
#include <stdint.h>

#define MK_WIRE_HEADER_LENGTH 28u

/** Byte order of the header; it never concerns the payload. */
typedef enum mk_wire_order {
    MK_WIRE_NETWORK,      /**< big-endian: TCP and UDP */
    MK_WIRE_LITTLE_ENDIAN /**< host order of the nodes that share a Unix socket */
} mk_wire_order_t;

typedef struct mk_frame {
    mk_actor_id_t source;
    mk_actor_id_t dest;
    uint32_t type;
    uint32_t payload_size;
    const uint8_t *payload; /**< borrowed; NULL where there is none or it is not there yet */
} mk_frame_t;

/** Bytes that `frame` takes on the wire. */
static inline size_t mk_wire_size(const mk_frame_t *frame)
{
    return (size_t)MK_WIRE_HEADER_LENGTH + frame->payload_size;
}

/**
 * Writes `frame` to `out`, which the caller owns.
 * @return MK_STATUS_OK and mk_wire_size(frame) bytes, or MK_STATUS_FULL and none
 */
mk_status_t mk_wire_encode(mk_wire_order_t order, const mk_frame_t *frame, uint8_t *out,
                           size_t out_size);

/**
 * Reads the header at the start of `bytes`, as soon as it is there; frame->payload stays NULL.
 * @param payload_max largest payload to accept, in bytes
 * @return MK_STATUS_OK, MK_STATUS_NEED_MORE, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_wire_decode_header(mk_wire_order_t order, const uint8_t *bytes, size_t size,
                                  uint32_t payload_max, mk_frame_t *frame, mk_reason_t *reason);

/**
 * Reads the frame at the start of `bytes`; what follows it is left alone.
 * @param payload_max largest payload to accept, in bytes
 * @param[out] frame complete only with MK_STATUS_OK; its payload borrows `bytes`
 * @return MK_STATUS_OK, MK_STATUS_NEED_MORE, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_wire_decode(mk_wire_order_t order, const uint8_t *bytes, size_t size,
                           uint32_t payload_max, mk_frame_t *frame, mk_reason_t *reason);

#endif
