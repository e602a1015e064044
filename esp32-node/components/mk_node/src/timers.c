#include "mk/timers.h"

#include "mk/time.h"

#include <assert.h>

static mk_timer_t *find(mk_timers_t *timers, uint32_t owner, uint32_t id)
{
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        mk_timer_t *timer = &timers->places[i];
        if (timer->owner == owner && (owner == 0 || timer->id == id)) {
            return timer;
        }
    }
    return NULL;
}

void mk_timers_init(mk_timers_t *timers)
{
    *timers = (mk_timers_t){ 0 };
}

mk_status_t mk_timers_start(mk_timers_t *timers, uint32_t owner, uint32_t id, uint64_t now_ms,
                            uint32_t delay_ms, uint32_t interval_ms)
{
    assert(owner != 0);
    mk_timer_t *timer = find(timers, owner, id);
    if (timer == NULL) {
        timer = find(timers, 0, 0);
    }
    if (timer == NULL) {
        return MK_STATUS_FULL;
    }
    *timer = (mk_timer_t){
        .owner = owner,
        .id = id,
        .interval_ms = interval_ms,
        .due_ms = now_ms + delay_ms,
    };
    return MK_STATUS_OK;
}

mk_status_t mk_timers_stop(mk_timers_t *timers, uint32_t owner, uint32_t id)
{
    mk_timer_t *timer = find(timers, owner, id);
    if (timer == NULL) {
        return MK_STATUS_NOT_FOUND;
    }
    timer->owner = 0;
    return MK_STATUS_OK;
}

void mk_timers_stop_all(mk_timers_t *timers, uint32_t owner)
{
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        if (timers->places[i].owner == owner) {
            timers->places[i].owner = 0;
        }
    }
}

static mk_timer_t *first_due(mk_timers_t *timers)
{
    mk_timer_t *first = NULL;
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        mk_timer_t *timer = &timers->places[i];
        if (timer->owner != 0 && timer->due_ms != MK_NEVER
            && (first == NULL || timer->due_ms < first->due_ms)) {
            first = timer;
        }
    }
    return first;
}

/** Notes the expirations of a timer that is due. */
static void expire(mk_timer_t *timer, uint64_t now_ms)
{
    uint64_t times = 1;
    if (timer->interval_ms == 0) {
        timer->due_ms = MK_NEVER;
    } else {
        times += (now_ms - timer->due_ms) / timer->interval_ms;
        timer->due_ms += times * timer->interval_ms;
    }
    const uint64_t total = timer->expirations + times;
    timer->expirations = total > UINT32_MAX ? UINT32_MAX : (uint32_t)total;
}

uint32_t mk_timers_expire(mk_timers_t *timers, uint64_t now_ms)
{
    mk_timer_t *timer = first_due(timers);
    if (timer == NULL || timer->due_ms > now_ms) {
        return 0;
    }
    expire(timer, now_ms);
    return timer->owner;
}

uint32_t mk_timers_take(mk_timers_t *timers, uint32_t owner, uint32_t *id)
{
    assert(owner != 0);
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        mk_timer_t *timer = &timers->places[i];
        if (timer->owner == owner && timer->expirations > 0) {
            const uint32_t expirations = timer->expirations;
            *id = timer->id;
            timer->expirations = 0;
            if (timer->due_ms == MK_NEVER) {
                timer->owner = 0;
            }
            return expirations;
        }
    }
    return 0;
}

uint64_t mk_timers_next_ms(const mk_timers_t *timers)
{
    uint64_t next_ms = MK_NEVER;
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        const mk_timer_t *timer = &timers->places[i];
        if (timer->owner != 0 && timer->due_ms < next_ms) {
            next_ms = timer->due_ms;
        }
    }
    return next_ms;
}
