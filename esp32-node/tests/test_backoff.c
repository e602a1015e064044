#include "check.h"

#include "mk/backoff.h"
#include "mk/limits.h"

static const uint32_t FLOORS[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };
#define FLOOR_COUNT (sizeof FLOORS / sizeof FLOORS[0])

static void waits_double_up_to_the_maximum(void)
{
    mk_backoff_t backoff;
    mk_backoff_reset(&backoff);
    for (size_t i = 0; i < FLOOR_COUNT; i++) {
        check_about("failure %zu", i + 1);
        CHECK_EQ(FLOORS[i], mk_backoff_next_ms(&backoff, 0));
    }
}

static void chance_adds_up_to_the_same_again(void)
{
    uint32_t random = 1;
    for (unsigned round = 0; round < 1000; round++) {
        mk_backoff_t backoff;
        mk_backoff_reset(&backoff);
        for (size_t i = 0; i < FLOOR_COUNT; i++) {
            random = random * 1664525u + 1013904223u;
            check_about("failure %zu, random %u", i + 1, (unsigned)random);
            const uint32_t wait_ms = mk_backoff_next_ms(&backoff, random);
            CHECK_RANGE(FLOORS[i], 2 * FLOORS[i], wait_ms);
            CHECK_RANGE(MK_BACKOFF_MIN_MS, MK_BACKOFF_MAX_MS, wait_ms);
        }
    }
}

static void both_ends_of_chance_are_reached(void)
{
    mk_backoff_t backoff;
    mk_backoff_reset(&backoff);
    CHECK_EQ(500, mk_backoff_next_ms(&backoff, 0));
    mk_backoff_reset(&backoff);
    CHECK_EQ(1000, mk_backoff_next_ms(&backoff, 500));
    mk_backoff_reset(&backoff);
    CHECK_EQ(500, mk_backoff_next_ms(&backoff, 501));
}

static void reset_starts_afresh(void)
{
    mk_backoff_t backoff;
    mk_backoff_reset(&backoff);
    mk_backoff_next_ms(&backoff, 0);
    mk_backoff_next_ms(&backoff, 0);
    mk_backoff_reset(&backoff);
    CHECK_EQ(500, mk_backoff_next_ms(&backoff, 0));
}

int main(void)
{
    RUN(waits_double_up_to_the_maximum);
    RUN(chance_adds_up_to_the_same_again);
    RUN(both_ends_of_chance_are_reached);
    RUN(reset_starts_afresh);
    return check_result();
}
