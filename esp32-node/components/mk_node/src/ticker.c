#include "mk/ticker.h"

#include <assert.h>

void mk_ticker_init(mk_ticker_t *ticker, uint32_t interval_ms)
{
    assert(interval_ms > 0);
    ticker->interval_ms = interval_ms;
    ticker->next_ms = MK_NEVER;
}

void mk_ticker_start(mk_ticker_t *ticker, uint64_t now_ms)
{
    ticker->next_ms = now_ms;
}

void mk_ticker_stop(mk_ticker_t *ticker)
{
    ticker->next_ms = MK_NEVER;
}

bool mk_ticker_due(mk_ticker_t *ticker, uint64_t now_ms)
{
    if (ticker->next_ms == MK_NEVER || now_ms < ticker->next_ms) {
        return false;
    }
    const uint64_t late_ms = now_ms - ticker->next_ms;
    ticker->next_ms = now_ms + ticker->interval_ms - late_ms % ticker->interval_ms;
    return true;
}
