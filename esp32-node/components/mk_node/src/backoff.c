#include "mk/backoff.h"

#include "mk/limits.h"

#include <assert.h>

static_assert(MK_BACKOFF_MIN_MS > 0, "a wait of 0 would double to 0 for ever");
static_assert(MK_BACKOFF_MAX_MS >= 2 * MK_BACKOFF_MIN_MS, "no room for chance in the first wait");

void mk_backoff_reset(mk_backoff_t *backoff)
{
    backoff->floor_ms = MK_BACKOFF_MIN_MS;
}

uint32_t mk_backoff_next_ms(mk_backoff_t *backoff, uint32_t random)
{
    const uint32_t floor_max_ms = MK_BACKOFF_MAX_MS / 2; /* so that floor + chance is at most max */
    const uint32_t floor_ms = backoff->floor_ms;
    backoff->floor_ms = floor_ms > floor_max_ms / 2 ? floor_max_ms : 2 * floor_ms;
    return floor_ms + random % (floor_ms + 1);
}
