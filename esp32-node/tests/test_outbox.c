#include "check.h"

#include "mk/outbox.h"

#include <string.h>

/** Appends `size` bytes that count up from `first`. */
static bool put(mk_outbox_t *outbox, size_t size, uint8_t first)
{
    uint8_t *room = mk_outbox_reserve(outbox, size);
    for (size_t i = 0; room != NULL && i < size; i++) {
        room[i] = (uint8_t)(first + i);
    }
    return room != NULL;
}

static void gives_back_what_was_put_in_order(void)
{
    mk_outbox_t outbox;
    mk_outbox_init(&outbox);
    put(&outbox, 3, 1);
    put(&outbox, 2, 4);
    const uint8_t *bytes;
    REQUIRE(mk_outbox_peek(&outbox, &bytes) == 5);
    CHECK_BYTES(((const uint8_t[]){ 1, 2, 3, 4, 5 }), bytes, 5);
    mk_outbox_take(&outbox, 4);
    REQUIRE(mk_outbox_peek(&outbox, &bytes) == 1);
    CHECK_EQ(5, bytes[0]);
    mk_outbox_take(&outbox, 1);
    CHECK_EQ(0, mk_outbox_peek(&outbox, &bytes));
}

static void refuses_what_does_not_fit_whole(void)
{
    mk_outbox_t outbox;
    mk_outbox_init(&outbox);
    CHECK(put(&outbox, MK_OUTBOX_CAPACITY - 1, 0));
    CHECK(!put(&outbox, 2, 0));
    CHECK_EQ(1, outbox.refused_total);
    const uint8_t *bytes;
    CHECK_EQ(MK_OUTBOX_CAPACITY - 1, mk_outbox_peek(&outbox, &bytes));
    CHECK(put(&outbox, 1, 0));
    CHECK(!put(&outbox, 1, 0));
    CHECK_EQ(2, outbox.refused_total);
    CHECK(!put(&outbox, SIZE_MAX, 0));
}

static void room_that_was_taken_is_used_again(void)
{
    mk_outbox_t outbox;
    mk_outbox_init(&outbox);
    CHECK(put(&outbox, MK_OUTBOX_CAPACITY, 0));
    mk_outbox_take(&outbox, 10);
    CHECK(!put(&outbox, 11, 0));
    CHECK(put(&outbox, 10, 77));
    const uint8_t *bytes;
    REQUIRE(mk_outbox_peek(&outbox, &bytes) == MK_OUTBOX_CAPACITY);
    CHECK_EQ(10, bytes[0]);
    CHECK_EQ(77, bytes[MK_OUTBOX_CAPACITY - 10]);
}

static void counts_bytes_in_and_out(void)
{
    mk_outbox_t outbox;
    mk_outbox_init(&outbox);
    put(&outbox, 30, 0);
    mk_outbox_take(&outbox, 20);
    CHECK_EQ(30, outbox.bytes_in);
    CHECK_EQ(20, outbox.bytes_out);
    mk_outbox_clear(&outbox);
    put(&outbox, 5, 0);
    mk_outbox_take(&outbox, 5);
    CHECK_EQ(outbox.bytes_in, outbox.bytes_out);
}

static void clear_drops_what_waits(void)
{
    mk_outbox_t outbox;
    mk_outbox_init(&outbox);
    put(&outbox, 30, 0);
    mk_outbox_clear(&outbox);
    const uint8_t *bytes;
    CHECK_EQ(0, mk_outbox_peek(&outbox, &bytes));
    CHECK_EQ(0, outbox.refused_total);
}

int main(void)
{
    RUN(gives_back_what_was_put_in_order);
    RUN(refuses_what_does_not_fit_whole);
    RUN(room_that_was_taken_is_used_again);
    RUN(counts_bytes_in_and_out);
    RUN(clear_drops_what_waits);
    return check_result();
}
