#include "check.h"

#include "mk/message_pool.h"

#include <string.h>

static mk_message_pool_t pool;

static mk_envelope_t *take(uint32_t size)
{
    static uint8_t payload[MK_MESSAGE_SIZE_MAX + 1];
    memset(payload, (int)size, sizeof payload);
    const mk_frame_t frame = { .type = size, .payload_size = size, .payload = payload };
    return mk_message_pool_take(&pool, &frame);
}

static void copies_what_it_is_given(void)
{
    mk_message_pool_init(&pool);
    char text[] = "hello";
    const mk_frame_t frame = { 1, 2, 3, sizeof text, (const uint8_t *)text };
    mk_envelope_t *envelope = mk_message_pool_take(&pool, &frame);
    REQUIRE(envelope != NULL);
    text[0] = 'j';
    CHECK_EQ(1, envelope->frame.source);
    CHECK_EQ(2, envelope->frame.dest);
    CHECK_EQ(3, envelope->frame.type);
    CHECK_TEXT("hello", (const char *)envelope->frame.payload);
}

static void a_message_takes_the_smallest_block_that_is_free(void)
{
    const uint32_t sizes[] = { 0,
                               1,
                               MK_BLOCK_SMALL_SIZE,
                               MK_BLOCK_SMALL_SIZE + 1,
                               MK_BLOCK_MEDIUM_SIZE,
                               MK_BLOCK_MEDIUM_SIZE + 1,
                               MK_BLOCK_LARGE_SIZE };
    const uint8_t *low[] = { pool.small[0], pool.medium[0], pool.large[0] };
    const size_t bytes[] = { sizeof pool.small, sizeof pool.medium, sizeof pool.large };
    const unsigned classes[] = { 0, 0, 0, 1, 1, 2, 2 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        mk_message_pool_init(&pool);
        check_about("size %u", (unsigned)sizes[i]);
        const mk_envelope_t *envelope = take(sizes[i]);
        REQUIRE(envelope != NULL);
        CHECK(envelope->room >= low[classes[i]]
              && envelope->room < low[classes[i]] + bytes[classes[i]]);
        CHECK_EQ(sizes[i] == 0, envelope->frame.payload == NULL);
    }
}

static void small_messages_go_on_in_larger_blocks_until_none_is_free(void)
{
    mk_message_pool_init(&pool);
    mk_envelope_t *taken[MK_BLOCKS];
    for (size_t i = 0; i < MK_BLOCKS; i++) {
        taken[i] = take(1);
        REQUIRE(taken[i] != NULL);
    }
    CHECK(take(1) == NULL);
    CHECK_EQ(MK_BLOCKS, pool.used);
    mk_message_pool_give(&pool, taken[MK_BLOCKS - 1]);
    CHECK(take(MK_BLOCK_LARGE_SIZE) != NULL);
    CHECK(take(0) == NULL);
    CHECK_EQ(MK_BLOCKS, pool.used_max);
}

static void a_large_message_takes_no_small_block(void)
{
    mk_message_pool_init(&pool);
    for (size_t i = 0; i < MK_BLOCKS_LARGE; i++) {
        CHECK(take(MK_BLOCK_LARGE_SIZE) != NULL);
    }
    CHECK(take(MK_BLOCK_LARGE_SIZE) == NULL);
    CHECK(take(MK_BLOCK_LARGE_SIZE + 1) == NULL);
    CHECK(take(1) != NULL);
}

static void blocks_come_back_in_their_class(void)
{
    mk_message_pool_init(&pool);
    for (unsigned round = 0; round < 100; round++) {
        mk_envelope_t *small = take(round % MK_BLOCK_SMALL_SIZE);
        mk_envelope_t *large = take(MK_BLOCK_LARGE_SIZE);
        REQUIRE(small != NULL && large != NULL);
        mk_message_pool_give(&pool, large);
        mk_message_pool_give(&pool, small);
    }
    CHECK_EQ(0, pool.used);
    CHECK_EQ(2, pool.used_max);
}

int main(void)
{
    RUN(copies_what_it_is_given);
    RUN(a_message_takes_the_smallest_block_that_is_free);
    RUN(small_messages_go_on_in_larger_blocks_until_none_is_free);
    RUN(a_large_message_takes_no_small_block);
    RUN(blocks_come_back_in_their_class);
    return check_result();
}
