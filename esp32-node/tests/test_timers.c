#include "check.h"

#include "mk/time.h"
#include "mk/timers.h"

static mk_timers_t timers;

static uint32_t taken(uint32_t owner, uint32_t id)
{
    uint32_t which = 0;
    const uint32_t expirations = mk_timers_take(&timers, owner, &which);
    if (expirations > 0) {
        CHECK_EQ(id, which);
    }
    return expirations;
}

/** Lets time pass. @return how many timers were due */
static unsigned expire(uint64_t now_ms)
{
    unsigned count = 0;
    while (mk_timers_expire(&timers, now_ms) != 0) {
        count++;
    }
    return count;
}

static void one_that_expires_once_does_so_when_it_is_due(void)
{
    mk_timers_init(&timers);
    CHECK_EQ(MK_NEVER, mk_timers_next_ms(&timers));
    CHECK_EQ(MK_STATUS_OK, mk_timers_start(&timers, 5, 1, 1000, 100, 0));
    CHECK_EQ(1100, mk_timers_next_ms(&timers));
    CHECK_EQ(0, expire(1099));
    CHECK_EQ(0, taken(5, 1));
    CHECK_EQ(1, expire(1100));
    CHECK_EQ(0, expire(9999));
    CHECK_EQ(0, taken(6, 1));
    CHECK_EQ(1, taken(5, 1));
    CHECK_EQ(0, taken(5, 1));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_timers_stop(&timers, 5, 1));
}

static void a_late_tick_does_not_shift_those_after_it(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 5, 1, 0, 0, 100);
    CHECK_EQ(1, expire(0));
    CHECK_EQ(1, taken(5, 1));
    CHECK_EQ(1, expire(130));
    CHECK_EQ(1, taken(5, 1));
    CHECK_EQ(200, mk_timers_next_ms(&timers));
    CHECK_EQ(1, expire(555));
    CHECK_EQ(4, taken(5, 1));
    CHECK_EQ(600, mk_timers_next_ms(&timers));
}

static void expirations_wait_until_they_are_taken(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 5, 1, 0, 10, 10);
    for (uint64_t now_ms = 0; now_ms <= 100; now_ms++) {
        expire(now_ms);
    }
    CHECK_EQ(10, taken(5, 1));
    CHECK_EQ(0, taken(5, 1));
}

static void starting_again_is_starting_afresh(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 5, 1, 0, 10, 0);
    expire(10);
    mk_timers_start(&timers, 5, 1, 10, 10, 0);
    CHECK_EQ(0, taken(5, 1));
    CHECK_EQ(20, mk_timers_next_ms(&timers));
}

static void stopping_takes_back_what_was_not_taken(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 5, 1, 0, 10, 10);
    mk_timers_start(&timers, 5, 2, 0, 10, 10);
    mk_timers_start(&timers, 6, 1, 0, 10, 10);
    expire(10);
    CHECK_EQ(MK_STATUS_OK, mk_timers_stop(&timers, 5, 1));
    CHECK_EQ(1, taken(5, 2));
    CHECK_EQ(0, taken(5, 1));
    mk_timers_stop_all(&timers, 5);
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_timers_stop(&timers, 5, 2));
    CHECK_EQ(1, taken(6, 1));
}

static void a_full_table_refuses_a_further_one_only(void)
{
    mk_timers_init(&timers);
    for (uint32_t i = 0; i < MK_TIMERS_MAX; i++) {
        CHECK_EQ(MK_STATUS_OK, mk_timers_start(&timers, 5, i, 0, 10, 0));
    }
    CHECK_EQ(MK_STATUS_FULL, mk_timers_start(&timers, 5, MK_TIMERS_MAX, 0, 10, 0));
    CHECK_EQ(MK_STATUS_FULL, mk_timers_start(&timers, 6, 0, 0, 10, 0));
    CHECK_EQ(MK_STATUS_OK, mk_timers_start(&timers, 5, 0, 0, 20, 0));
    CHECK_EQ(MK_TIMERS_MAX - 1, expire(10));
}

static void those_due_first_come_first(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 7, 1, 0, 30, 0);
    mk_timers_start(&timers, 8, 1, 0, 10, 0);
    mk_timers_start(&timers, 9, 1, 0, 20, 0);
    CHECK_EQ(8, mk_timers_expire(&timers, 100));
    CHECK_EQ(9, mk_timers_expire(&timers, 100));
    CHECK_EQ(7, mk_timers_expire(&timers, 100));
    CHECK_EQ(0, mk_timers_expire(&timers, 100));
}

static void a_fast_timer_nobody_takes_does_not_overflow(void)
{
    mk_timers_init(&timers);
    mk_timers_start(&timers, 5, 1, 0, 1, 1);
    expire(UINT64_C(1) << 40);
    CHECK_EQ(UINT32_MAX, taken(5, 1));
}

int main(void)
{
    RUN(one_that_expires_once_does_so_when_it_is_due);
    RUN(a_late_tick_does_not_shift_those_after_it);
    RUN(expirations_wait_until_they_are_taken);
    RUN(starting_again_is_starting_afresh);
    RUN(stopping_takes_back_what_was_not_taken);
    RUN(a_full_table_refuses_a_further_one_only);
    RUN(those_due_first_come_first);
    RUN(a_fast_timer_nobody_takes_does_not_overflow);
    return check_result();
}
