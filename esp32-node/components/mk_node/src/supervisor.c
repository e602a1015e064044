#include "supervisor.h"

#include "system_log.h"

#include "mk/time.h"

#include <assert.h>

static const mk_strategy_t *strategy_of(const mk_cell_t *parent)
{
    const mk_strategy_t *strategy = parent->spec->strategy;
    return strategy == NULL ? &MK_STRATEGY_DEFAULT : strategy;
}

static void begin_at(mk_cell_t *cell, uint64_t at_ms, bool in_group)
{
    assert(cell->status == MK_CELL_HELD);
    cell->begin_at_ms = at_ms;
    cell->in_group = in_group;
}

/** OTP: temporary children are not restarted with others either. */
static void restart_or_remove(mk_system_t *system, mk_cell_t *cell, uint64_t at_ms)
{
    if (cell->spec->restart == MK_TEMPORARY || cell->stop_wanted) {
        mk_cell_remove(system, cell, MK_EXIT_STOPPED);
    } else {
        mk_cell_end_life(system, cell, MK_EXIT_STOPPED);
        begin_at(cell, at_ms, true);
    }
}

/** Ends the lives of `scope`, youngest first, to begin again at `at_ms`, eldest first. */
static void restart(mk_system_t *system, mk_cell_t *failed, mk_scope_t scope, uint64_t at_ms)
{
    system->counters.restarts++;
    if (scope == MK_ONE_FOR_ONE) {
        begin_at(failed, at_ms, failed->in_group); /* younger ones go on waiting for it */
        return;
    }
    const uint32_t eldest = scope == MK_ONE_FOR_ALL ? 0 : failed->order;
    const mk_cell_t *parent = failed->parent;
    mk_cell_t *cell = mk_cell_youngest(system, parent, UINT32_MAX);
    while (cell != NULL && cell->order >= eldest) {
        const uint32_t order = cell->order;
        if (cell == failed) {
            begin_at(cell, at_ms, true);
        } else {
            restart_or_remove(system, cell, at_ms);
        }
        cell = mk_cell_youngest(system, parent, order);
    }
}

void mk_supervise(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason, uint64_t now_ms)
{
    /* Each round goes one floor up the tree, so there are no more than the tree is deep. */
    for (;;) {
        mk_cell_t *parent = cell->parent;
        assert(parent != NULL);
        mk_cell_end_life(system, cell, reason);
        if (mk_exit_is_abnormal(reason)) {
            mk_system_log(system, MK_LOG_WARN, cell, "ended: %s", mk_exit_text(reason));
        }
        if (cell->stop_wanted) {
            mk_cell_remove(system, cell, reason);
            return;
        }
        const mk_strategy_t *strategy = strategy_of(parent);
        const mk_platform_t *platform = system->platform;
        const mk_decision_t decision =
            mk_strategy_decide(strategy, cell->spec->restart, reason, &parent->history_of_children,
                               &cell->history, now_ms, platform->random_u32(platform->context));
        switch (decision.verdict) {
        case MK_VERDICT_STOP:
            mk_cell_remove(system, cell, reason);
            return;
        case MK_VERDICT_RESTART:
            restart(system, cell, strategy->scope, now_ms + decision.delay_ms);
            return;
        case MK_VERDICT_ESCALATE:
            break;
        }
        if (parent == mk_cell_root(system)) {
            system->counters.given_up++;
            mk_system_log(system, MK_LOG_WARN, cell,
                          "is given up and stopped: more than %lu restarts within %lu ms",
                          (unsigned long)strategy->max_restarts,
                          (unsigned long)strategy->period_ms);
            mk_cell_remove(system, cell, reason);
            return;
        }
        system->counters.escalated++;
        cell = parent;
        reason = MK_EXIT_FAILED;
    }
}

/** Whether an elder sibling that is restarted with `cell` has not begun yet. */
static bool waits_for_elder(const mk_system_t *system, const mk_cell_t *cell)
{
    for (size_t i = 0; cell->in_group && i < MK_ACTORS_MAX; i++) {
        const mk_cell_t *elder = &system->cells[i];
        if (elder->status == MK_CELL_HELD && elder->parent == cell->parent && elder->in_group
            && elder->order < cell->order) {
            return true;
        }
    }
    return false;
}

/** The eldest of those that may begin by `now_ms`. */
static mk_cell_t *first_due(mk_system_t *system, uint64_t now_ms)
{
    mk_cell_t *first = NULL;
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        mk_cell_t *cell = &system->cells[i];
        if (cell->status == MK_CELL_HELD && cell->begin_at_ms <= now_ms
            && (first == NULL || cell->order < first->order) && !waits_for_elder(system, cell)) {
            first = cell;
        }
    }
    return first;
}

void mk_begin_due(mk_system_t *system, uint64_t now_ms)
{
    /* An actor that fails at once and is restarted at once must not keep the others from theirs:
     * each has one try, and the next run comes soon. */
    for (size_t tries = 0; tries < MK_ACTORS_MAX; tries++) {
        mk_cell_t *cell = first_due(system, now_ms);
        if (cell == NULL) {
            return;
        }
        mk_exit_reason_t failure;
        switch (mk_cell_begin(system, cell, &failure)) {
        case MK_NEXT_SAME:
        case MK_NEXT_UNHANDLED:
            cell->in_group = false;
            break;
        case MK_NEXT_STOP:
            mk_supervise(system, cell, MK_EXIT_NORMAL, now_ms);
            break;
        case MK_NEXT_FAIL:
            mk_supervise(system, cell, failure, now_ms);
            break;
        }
    }
}

uint64_t mk_begin_next_ms(const mk_system_t *system)
{
    uint64_t next_ms = MK_NEVER;
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        const mk_cell_t *cell = &system->cells[i];
        if (cell->status == MK_CELL_HELD && cell->begin_at_ms < next_ms
            && !waits_for_elder(system, cell)) {
            next_ms = cell->begin_at_ms;
        }
    }
    return next_ms;
}
