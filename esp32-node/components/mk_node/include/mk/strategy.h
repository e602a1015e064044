/**
 * What a supervisor decides about a child that has ended: OTP's strategies with delays, the same
 * decisions as dev.microkernel.supervision.RestartStrategy takes on the Java side. Both are held to
 * the cases in docs/supervision/restart-decisions.json.
 *
 * The decision is a function of nothing but its arguments. All functions are pure; any thread.
 */
#ifndef MK_STRATEGY_H
#define MK_STRATEGY_H

#include "mk/exit_reason.h"
#include "mk/limits.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stdint.h>

/** After which ends an actor is started afresh, as in OTP's child specifications. */
typedef enum mk_restart_type {
    MK_PERMANENT, /**< after every end that was its own doing */
    MK_TRANSIENT, /**< after a failure only */
    MK_TEMPORARY  /**< never */
} mk_restart_type_t;

/** Who is restarted when a child fails. */
typedef enum mk_scope {
    MK_ONE_FOR_ONE,  /**< that child */
    MK_REST_FOR_ONE, /**< that child and those started after it */
    MK_ONE_FOR_ALL   /**< all children */
} mk_scope_t;

/** Whose restarts or failures count. */
typedef enum mk_per {
    MK_PER_SUPERVISOR, /**< those of all children together, as OTP counts restarts */
    MK_PER_CHILD       /**< those of each child by itself */
} mk_per_t;

/** As max_restarts: any number, where the backoff alone bounds how often a child can fail. */
#define MK_RESTARTS_UNLIMITED UINT32_MAX

/** Valid by mk_strategy_is_valid; MK_STRATEGY_ONE_FOR_ONE and its like are good to start from. */
typedef struct mk_strategy {
    mk_scope_t scope;
    uint32_t
        max_restarts;   /**< more within period_ms fail the supervisor; or MK_RESTARTS_UNLIMITED */
    uint32_t period_ms; /**< 1 or more; a restart that is exactly so old still counts */
    mk_per_t intensity_per;
    uint32_t backoff_min_ms; /**< wait before the second restart in a row; the first is at once */
    uint32_t backoff_max_ms; /**< the wait doubles up to this; 0 = never wait */
    uint32_t jitter_percent; /**< the share of a wait that chance may take away, 0..100 */
    mk_per_t backoff_per;
} mk_strategy_t;

/**
 * OTP's one_for_one: at most 10 restarts in 10 s of all children together, delayed by 100 ms to 10
 * s after the failures in a row of each, less a fifth by chance.
 */
#define MK_STRATEGY_ONE_FOR_ONE                                                                    \
    {                                                                                              \
        .scope = MK_ONE_FOR_ONE, .max_restarts = 10, .period_ms = 10000,                           \
        .intensity_per = MK_PER_SUPERVISOR, .backoff_min_ms = 100, .backoff_max_ms = 10000,        \
        .jitter_percent = 20, .backoff_per = MK_PER_CHILD                                          \
    }

/**
 * For actors that name no strategy: as MK_STRATEGY_ONE_FOR_ONE, but the restarts of each child are
 * counted by themselves, so that one that fails for ever does not have others given up.
 */
extern const mk_strategy_t MK_STRATEGY_DEFAULT;

/** What is remembered of restarts, of one child or of all children; all zero = nothing yet. */
typedef struct mk_restart_history {
    uint32_t streak;                   /**< failures in a row without a calm between them */
    uint32_t count;                    /**< restarts remembered */
    uint64_t last_ms;                  /**< of the last failure, if streak > 0 */
    uint64_t base_ms;                  /**< of the last restart remembered, if count > 0 */
    uint32_t ages_ms[MK_RESTARTS_MAX]; /**< of the restarts at base_ms, oldest first */
} mk_restart_history_t;

typedef enum mk_verdict {
    MK_VERDICT_STOP,    /**< the child is not restarted; nothing else happens */
    MK_VERDICT_RESTART, /**< those of strategy->scope are, after delay_ms */
    MK_VERDICT_ESCALATE /**< too many restarts: the supervisor fails */
} mk_verdict_t;

typedef struct mk_decision {
    mk_verdict_t verdict;
    uint32_t delay_ms; /**< of RESTART */
} mk_decision_t;

/** Whether all values are in range: max_restarts at most MK_RESTARTS_MAX or unlimited, and so on.
 */
bool mk_strategy_is_valid(const mk_strategy_t *strategy);

/** Whether an actor of `type` is started afresh after it ended for `reason`. */
bool mk_restarts_after(mk_restart_type_t type, mk_exit_reason_t reason);

/**
 * Decides about a child of type `type` that ended for `reason` at `now_ms`.
 * @param all what is remembered of all children; its failures grow only with RESTART
 * @param own what is remembered of this child; its failures grow only with RESTART
 * @param chance any 32 bits; the caller's source of chance, for the jitter
 */
mk_decision_t mk_strategy_decide(const mk_strategy_t *strategy, mk_restart_type_t type,
                                 mk_exit_reason_t reason, mk_restart_history_t *all,
                                 mk_restart_history_t *own, uint64_t now_ms, uint32_t chance);

#endif
