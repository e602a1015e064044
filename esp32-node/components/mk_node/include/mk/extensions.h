/**
 * What stands in front of the payload of an MK02 message: type u8, length u8 and bytes, one behind
 * the other, as many bytes as the frame's header says in its last two. All functions are pure; any
 * thread.
 */
#ifndef MK_EXTENSIONS_H
#define MK_EXTENSIONS_H

#include "mk/wire.h"

#include <stdbool.h>
#include <stdint.h>

/** Longest extensions of a frame, in bytes. */
#define MK_EXTENSIONS_SIZE_MAX 255u

typedef struct mk_extensions {
    bool has_deadline;
    uint32_t deadline_ms;   /**< in so many ms nobody waits for the message any more */
    uint64_t sequence;      /**< the message wants to be confirmed; 0 = it does not */
    const uint8_t *trace;   /**< trace id 16, parent id 8, flags 1; borrowed; NULL = none */
    uint8_t not_understood; /**< an unknown type that must be understood; 0 = none */
} mk_extensions_t;

/**
 * Reads the extensions at the start of the payload, and takes them off it.
 * @param header the frame's, MK_WIRE_HEADER_LENGTH bytes
 * @param[in,out] frame of which only the payload changes
 * @return MK_STATUS_OK, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_extensions_take(const uint8_t *header, mk_frame_t *frame,
                               mk_extensions_t *extensions, mk_reason_t *reason);

#endif
