/**
 * A periodic deadline. A tick that comes late does not shift those after it; ticks that were missed
 * are left out, not made up for. Pure; any thread, one at a time per ticker.
 */
#ifndef MK_TICKER_H
#define MK_TICKER_H

#include "mk/time.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct mk_ticker {
    uint32_t interval_ms;
    uint64_t next_ms; /**< MK_NEVER while stopped */
} mk_ticker_t;

/** A stopped ticker of `interval_ms`, at least 1. */
void mk_ticker_init(mk_ticker_t *ticker, uint32_t interval_ms);

/** Starts (again) with a tick that is due at once. */
void mk_ticker_start(mk_ticker_t *ticker, uint64_t now_ms);

/** No tick is due until the next start. */
void mk_ticker_stop(mk_ticker_t *ticker);

/** Whether a tick is due; if so, it is used up. */
bool mk_ticker_due(mk_ticker_t *ticker, uint64_t now_ms);

#endif
