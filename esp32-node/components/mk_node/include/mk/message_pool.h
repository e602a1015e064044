/**
 * The memory of all messages that wait in mailboxes: blocks of three sizes, so that one large
 * message does not cost every small one its bytes. Only the task that owns the pool may call these
 * functions.
 */
#ifndef MK_MESSAGE_POOL_H
#define MK_MESSAGE_POOL_H

#include "mk/limits.h"
#include "mk/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_BLOCKS (MK_BLOCKS_SMALL + MK_BLOCKS_MEDIUM + MK_BLOCKS_LARGE)

/** Largest payload of a message between actors, in bytes. */
#define MK_MESSAGE_SIZE_MAX MK_BLOCK_LARGE_SIZE

/** A message that waits, and the room for its payload. */
typedef struct mk_envelope {
    struct mk_envelope *next; /**< in the mailbox, or in the list of the free ones */
    mk_frame_t frame;         /**< its payload is in `room` */
    uint8_t *room;
} mk_envelope_t;

typedef struct mk_message_pool {
    mk_envelope_t envelopes[MK_BLOCKS];
    mk_envelope_t *free[3]; /**< small, medium, large */
    uint32_t used;
    uint32_t used_max; /**< most ever */
    uint8_t small[MK_BLOCKS_SMALL][MK_BLOCK_SMALL_SIZE];
    uint8_t medium[MK_BLOCKS_MEDIUM][MK_BLOCK_MEDIUM_SIZE];
    uint8_t large[MK_BLOCKS_LARGE][MK_BLOCK_LARGE_SIZE];
} mk_message_pool_t;

/** All blocks are free. */
void mk_message_pool_init(mk_message_pool_t *pool);

/**
 * Copies `frame` with its payload into the smallest free block that it fits into.
 * @return the block, which the caller gives back with mk_message_pool_give; NULL if there is none
 */
mk_envelope_t *mk_message_pool_take(mk_message_pool_t *pool, const mk_frame_t *frame);

/** The block is free again. */
void mk_message_pool_give(mk_message_pool_t *pool, mk_envelope_t *envelope);

#endif
