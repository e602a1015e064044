#include "check.h"

#include "mk/dead_letters.h"

static mk_dead_letters_t letters;

static void keeps_the_last_ones_and_counts_all(void)
{
    mk_dead_letters_init(&letters);
    CHECK(mk_dead_letters_at(&letters, 0) == NULL);
    const uint32_t count = 3 * MK_DEAD_LETTERS_KEPT + 1;
    for (uint32_t i = 0; i < count; i++) {
        const mk_frame_t frame = { .source = 7, .dest = 8, .type = i, .payload_size = 9 };
        mk_dead_letters_add(&letters, &frame, i % 2 == 0 ? MK_REFUSED_FULL : MK_DROPPED, 100 + i);
        CHECK_EQ(i, mk_dead_letters_at(&letters, 0)->type);
    }
    CHECK_EQ(count, letters.total);
    CHECK_EQ(count - count / 2, letters.by_reason[MK_REFUSED_FULL]);
    CHECK_EQ(count / 2, letters.by_reason[MK_DROPPED]);
    for (uint32_t age = 0; age < MK_DEAD_LETTERS_KEPT; age++) {
        const mk_dead_letter_t *letter = mk_dead_letters_at(&letters, age);
        REQUIRE(letter != NULL);
        CHECK_EQ(count - 1 - age, letter->type);
        CHECK_EQ(100 + count - 1 - age, letter->at_ms);
        CHECK_EQ(7, letter->source);
        CHECK_EQ(8, letter->dest);
        CHECK_EQ(9, letter->payload_size);
    }
    CHECK(mk_dead_letters_at(&letters, MK_DEAD_LETTERS_KEPT) == NULL);
}

static void every_reason_has_a_text(void)
{
    for (unsigned i = 0; i < MK_DELIVERY_COUNT; i++) {
        CHECK(mk_delivery_text((mk_delivery_t)i)[0] != '\0');
    }
    CHECK_TEXT("no such actor", mk_delivery_text(MK_REFUSED_STOPPED));
}

int main(void)
{
    RUN(keeps_the_last_ones_and_counts_all);
    RUN(every_reason_has_a_text);
    return check_result();
}
