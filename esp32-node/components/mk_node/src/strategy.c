#include "mk/strategy.h"

#include <assert.h>
#include <stddef.h>

const mk_strategy_t MK_STRATEGY_DEFAULT = {
    .scope = MK_ONE_FOR_ONE,
    .max_restarts = 10,
    .period_ms = 10000,
    .intensity_per = MK_PER_CHILD,
    .backoff_min_ms = 100,
    .backoff_max_ms = 10000,
    .jitter_percent = 20,
    .backoff_per = MK_PER_CHILD,
};

static_assert(MK_RESTARTS_MAX >= 10, "the strategies above must be valid");

bool mk_strategy_is_valid(const mk_strategy_t *strategy)
{
    return (strategy->max_restarts <= MK_RESTARTS_MAX
            || strategy->max_restarts == MK_RESTARTS_UNLIMITED)
           && strategy->period_ms > 0 && strategy->backoff_min_ms <= strategy->backoff_max_ms
           && strategy->jitter_percent <= 100;
}

bool mk_restarts_after(mk_restart_type_t type, mk_exit_reason_t reason)
{
    switch (type) {
    case MK_PERMANENT:
        return true;
    case MK_TRANSIENT:
        return mk_exit_is_abnormal(reason);
    case MK_TEMPORARY:
        return false;
    }
    return false;
}

/** How many failures in a row there are with the one at `now_ms`. */
static uint32_t streak_after(const mk_strategy_t *strategy, const mk_restart_history_t *before,
                             uint64_t now_ms)
{
    const uint64_t calm_ms = 2 * (uint64_t)strategy->backoff_max_ms;
    if (before->streak == 0 || now_ms - before->last_ms > calm_ms) {
        return 1;
    }
    return before->streak == UINT32_MAX ? UINT32_MAX : before->streak + 1;
}

/** Forgets the restarts of longer ago than the period: OTP counts one that is exactly so old. */
static void forget_old(const mk_strategy_t *strategy, mk_restart_history_t *history,
                       uint64_t now_ms)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < history->count; i++) {
        const uint64_t age_ms = now_ms - history->base_ms + history->ages_ms[i];
        if (age_ms <= strategy->period_ms) { /* so it fits into 32 bits */
            history->ages_ms[kept++] = (uint32_t)age_ms;
        }
    }
    history->count = kept;
    history->base_ms = now_ms;
}

static uint32_t delay_ms(const mk_strategy_t *strategy, uint32_t streak, uint32_t chance)
{
    if (streak <= 1) {
        return 0;
    }
    const uint32_t doublings = streak - 2 < 32 ? streak - 2 : 32;
    uint64_t wait_ms = (uint64_t)strategy->backoff_min_ms << doublings;
    if (wait_ms > strategy->backoff_max_ms) {
        wait_ms = strategy->backoff_max_ms;
    }
    /* 32 bits of time, 7 of percent and 24 of chance: the product keeps below 2^63. */
    const uint64_t whole = UINT64_C(100) << 24;
    const uint64_t left = whole - (uint64_t)strategy->jitter_percent * (chance >> 8);
    return (uint32_t)(wait_ms * left / whole);
}

mk_decision_t mk_strategy_decide(const mk_strategy_t *strategy, mk_restart_type_t type,
                                 mk_exit_reason_t reason, mk_restart_history_t *all,
                                 mk_restart_history_t *own, uint64_t now_ms, uint32_t chance)
{
    assert(mk_strategy_is_valid(strategy));
    if (!mk_restarts_after(type, reason)) {
        return (mk_decision_t){ .verdict = MK_VERDICT_STOP };
    }
    if (strategy->max_restarts != MK_RESTARTS_UNLIMITED) {
        mk_restart_history_t *counted = strategy->intensity_per == MK_PER_SUPERVISOR ? all : own;
        forget_old(strategy, counted, now_ms); /* what is too old never counts again */
        if (counted->count >= strategy->max_restarts) {
            return (mk_decision_t){ .verdict = MK_VERDICT_ESCALATE };
        }
        counted->ages_ms[counted->count++] = 0;
    }
    all->streak = streak_after(strategy, all, now_ms);
    all->last_ms = now_ms;
    own->streak = streak_after(strategy, own, now_ms);
    own->last_ms = now_ms;
    const uint32_t streak = strategy->backoff_per == MK_PER_SUPERVISOR ? all->streak : own->streak;
    return (mk_decision_t){
        .verdict = MK_VERDICT_RESTART,
        .delay_ms = delay_ms(strategy, streak, chance),
    };
}
