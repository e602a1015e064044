#include "check.h"

#include "mk/ticker.h"

static void ticks_only_while_started(void)
{
    mk_ticker_t ticker;
    mk_ticker_init(&ticker, 10);
    CHECK(!mk_ticker_due(&ticker, 1000));
    mk_ticker_start(&ticker, 1000);
    CHECK(mk_ticker_due(&ticker, 1000));
    CHECK(!mk_ticker_due(&ticker, 1000));
    mk_ticker_stop(&ticker);
    CHECK(!mk_ticker_due(&ticker, 2000));
    CHECK_EQ(MK_NEVER, ticker.next_ms);
}

static void ticks_at_once_and_then_every_interval(void)
{
    mk_ticker_t ticker;
    mk_ticker_init(&ticker, 10);
    mk_ticker_start(&ticker, 1000);
    unsigned ticks = 0;
    for (uint64_t now = 1000; now < 1100; now++) {
        ticks += mk_ticker_due(&ticker, now);
    }
    CHECK_EQ(10, ticks);
}

static void a_late_tick_does_not_shift_the_next(void)
{
    mk_ticker_t ticker;
    mk_ticker_init(&ticker, 10);
    mk_ticker_start(&ticker, 1000);
    mk_ticker_due(&ticker, 1000);
    CHECK(mk_ticker_due(&ticker, 1013));
    CHECK_EQ(1020, ticker.next_ms);
}

static void missed_ticks_are_left_out(void)
{
    mk_ticker_t ticker;
    mk_ticker_init(&ticker, 10);
    mk_ticker_start(&ticker, 1000);
    CHECK(mk_ticker_due(&ticker, 1995));
    CHECK(!mk_ticker_due(&ticker, 1999));
    CHECK_EQ(2000, ticker.next_ms);
}

int main(void)
{
    RUN(ticks_only_while_started);
    RUN(ticks_at_once_and_then_every_interval);
    RUN(a_late_tick_does_not_shift_the_next);
    RUN(missed_ticks_are_left_out);
    return check_result();
}
