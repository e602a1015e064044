#include "mk/message_pool.h"

#include <assert.h>
#include <string.h>

static_assert(MK_BLOCK_SMALL_SIZE <= MK_BLOCK_MEDIUM_SIZE
                  && MK_BLOCK_MEDIUM_SIZE <= MK_BLOCK_LARGE_SIZE,
              "blocks must be in the order of their sizes");
static_assert(MK_BLOCKS_SMALL > 0 && MK_BLOCKS_MEDIUM > 0 && MK_BLOCKS_LARGE > 0,
              "there must be a block of each size");

static const uint32_t SIZES[] = { MK_BLOCK_SMALL_SIZE, MK_BLOCK_MEDIUM_SIZE, MK_BLOCK_LARGE_SIZE };
#define CLASS_COUNT (sizeof SIZES / sizeof SIZES[0])

/** The size class of a block, told by its place. */
static size_t class_of(const mk_message_pool_t *pool, const mk_envelope_t *envelope)
{
    const size_t index = (size_t)(envelope - pool->envelopes);
    assert(index < MK_BLOCKS);
    if (index < MK_BLOCKS_SMALL) {
        return 0;
    }
    return index < MK_BLOCKS_SMALL + MK_BLOCKS_MEDIUM ? 1 : 2;
}

static void put_free(mk_message_pool_t *pool, mk_envelope_t *envelope)
{
    const size_t class = class_of(pool, envelope);
    envelope->next = pool->free[class];
    pool->free[class] = envelope;
}

void mk_message_pool_init(mk_message_pool_t *pool)
{
    pool->used = 0;
    pool->used_max = 0;
    memset(pool->free, 0, sizeof pool->free);
    mk_envelope_t *envelope = pool->envelopes;
    for (size_t i = 0; i < MK_BLOCKS_SMALL; i++) {
        (envelope++)->room = pool->small[i];
    }
    for (size_t i = 0; i < MK_BLOCKS_MEDIUM; i++) {
        (envelope++)->room = pool->medium[i];
    }
    for (size_t i = 0; i < MK_BLOCKS_LARGE; i++) {
        (envelope++)->room = pool->large[i];
    }
    while (envelope > pool->envelopes) {
        put_free(pool, --envelope);
    }
}

mk_envelope_t *mk_message_pool_take(mk_message_pool_t *pool, const mk_frame_t *frame)
{
    size_t class = 0;
    while (class < CLASS_COUNT
           && (frame->payload_size > SIZES[class] || pool->free[class] == NULL)) {
        class ++;
    }
    if (class == CLASS_COUNT) {
        return NULL;
    }
    mk_envelope_t *envelope = pool->free[class];
    pool->free[class] = envelope->next;
    pool->used++;
    if (pool->used > pool->used_max) {
        pool->used_max = pool->used;
    }
    envelope->next = NULL;
    envelope->frame = *frame;
    envelope->frame.payload = frame->payload_size > 0 ? envelope->room : NULL;
    if (frame->payload_size > 0) {
        memcpy(envelope->room, frame->payload, frame->payload_size);
    }
    return envelope;
}

void mk_message_pool_give(mk_message_pool_t *pool, mk_envelope_t *envelope)
{
    assert(pool->used > 0);
    pool->used--;
    put_free(pool, envelope);
}
