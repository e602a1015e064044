/**
 * The bytes that wait for the transport, at most MK_OUTBOX_CAPACITY. What goes in goes in whole or
 * not at all, so the stream never carries half a frame. Only the task that owns the outbox may call
 * these functions.
 */
#ifndef MK_OUTBOX_H
#define MK_OUTBOX_H

#include "mk/limits.h"

#include <stddef.h>
#include <stdint.h>

typedef struct mk_outbox {
    uint8_t bytes[MK_OUTBOX_CAPACITY];
    size_t start;           /**< first byte that waits */
    size_t end;             /**< one past the last byte that waits */
    uint64_t bytes_in;      /**< ever reserved */
    uint64_t bytes_out;     /**< ever taken */
    uint32_t refused_total; /**< reservations that found no room */
} mk_outbox_t;

/** An empty outbox with all counters at zero. */
void mk_outbox_init(mk_outbox_t *outbox);

/** Drops what waits; it counts as neither taken nor refused. */
void mk_outbox_clear(mk_outbox_t *outbox);

/**
 * Appends room for `size` bytes, all of which the caller fills before the next call.
 * @return the room, owned by the outbox, or NULL (counted) if it is not there
 */
uint8_t *mk_outbox_reserve(mk_outbox_t *outbox, size_t size);

/** As mk_outbox_reserve, if `reserve` bytes stay free beyond it. */
uint8_t *mk_outbox_reserve_above(mk_outbox_t *outbox, size_t size, size_t reserve);

/** The bytes that wait, borrowed until the next call. @return how many */
size_t mk_outbox_peek(const mk_outbox_t *outbox, const uint8_t **bytes);

/** Tells that the transport took the first `size` of the bytes that wait. */
void mk_outbox_take(mk_outbox_t *outbox, size_t size);

#endif
