#include "check.h"

#include "mk/mailbox.h"

static mk_message_pool_t pool;
static mk_mailbox_t mailbox;
static mk_envelope_t *shed;

static void start(uint16_t capacity, mk_overflow_t overflow)
{
    mk_message_pool_init(&pool);
    mk_mailbox_init(&mailbox, capacity, overflow);
}

static mk_delivery_t put(uint32_t type)
{
    const mk_frame_t frame = { .type = type };
    return mk_mailbox_put(&mailbox, &pool, &frame, &shed);
}

/** The type of the oldest message, 0 if there is none. */
static uint32_t take(void)
{
    mk_envelope_t *envelope = mk_mailbox_take(&mailbox);
    if (envelope == NULL) {
        return 0;
    }
    mk_message_pool_give(&pool, envelope);
    return envelope->frame.type;
}

static void gives_out_in_order(void)
{
    start(3, MK_OVERFLOW_REJECT);
    for (uint32_t i = 1; i < 100; i++) {
        CHECK_EQ(MK_ACCEPTED, put(2 * i));
        CHECK_EQ(MK_ACCEPTED, put(2 * i + 1));
        CHECK_EQ(2 * i, take());
        CHECK_EQ(2 * i + 1, take());
        CHECK_EQ(0, take());
    }
    CHECK_EQ(0, pool.used);
}

static void a_full_one_does_as_its_policy_says(void)
{
    const struct {
        mk_overflow_t overflow;
        mk_delivery_t delivery;
        uint32_t oldest;
        uint32_t newest;
    } cases[] = {
        { MK_OVERFLOW_REJECT, MK_REFUSED_FULL, 1, 2 },
        { MK_OVERFLOW_DROP_NEWEST, MK_DROPPED, 1, 2 },
        { MK_OVERFLOW_DROP_OLDEST, MK_ACCEPTED, 2, 3 },
        { MK_OVERFLOW_STOP, MK_REFUSED_FULL, 1, 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_about("policy %zu", i);
        start(2, cases[i].overflow);
        CHECK_EQ(MK_ACCEPTED, put(1));
        CHECK_EQ(MK_ACCEPTED, put(2));
        CHECK(shed == NULL);
        CHECK_EQ(cases[i].delivery, put(3));
        if (cases[i].overflow == MK_OVERFLOW_DROP_OLDEST) {
            REQUIRE(shed != NULL);
            CHECK_EQ(1, shed->frame.type);
            mk_message_pool_give(&pool, shed);
        } else {
            CHECK(shed == NULL);
        }
        CHECK_EQ(2, pool.used);
        CHECK_EQ(cases[i].oldest, take());
        CHECK_EQ(cases[i].newest, take());
        CHECK_EQ(0, take());
    }
}

static void without_memory_nothing_is_shed(void)
{
    start(1, MK_OVERFLOW_DROP_OLDEST);
    CHECK_EQ(MK_ACCEPTED, put(1));
    const mk_frame_t other = { .type = 9 };
    while (mk_message_pool_take(&pool, &other) != NULL) {
    }
    CHECK_EQ(MK_REFUSED_MEMORY, put(2));
    CHECK(shed == NULL);
    CHECK_EQ(1, take());
}

static void what_is_too_large_for_every_block_is_refused_as_that(void)
{
    static const uint8_t bytes[MK_MESSAGE_SIZE_MAX + 1];
    start(1, MK_OVERFLOW_REJECT);
    mk_frame_t frame = { .payload_size = MK_MESSAGE_SIZE_MAX + 1, .payload = bytes };
    CHECK_EQ(MK_REFUSED_TOO_LARGE, mk_mailbox_put(&mailbox, &pool, &frame, &shed));
    frame.payload_size--;
    CHECK_EQ(MK_ACCEPTED, mk_mailbox_put(&mailbox, &pool, &frame, &shed));
}

int main(void)
{
    RUN(gives_out_in_order);
    RUN(a_full_one_does_as_its_policy_says);
    RUN(without_memory_nothing_is_shed);
    RUN(what_is_too_large_for_every_block_is_refused_as_that);
    return check_result();
}
