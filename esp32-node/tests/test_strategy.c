#include "check.h"

#include "mk/strategy.h"

#include <string.h>

#define SCOPE_one        MK_ONE_FOR_ONE
#define SCOPE_rest       MK_REST_FOR_ONE
#define SCOPE_all        MK_ONE_FOR_ALL
#define PER_supervisor   MK_PER_SUPERVISOR
#define PER_child        MK_PER_CHILD
#define TYPE_permanent   MK_PERMANENT
#define TYPE_transient   MK_TRANSIENT
#define TYPE_temporary   MK_TEMPORARY
#define VERDICT_stop     MK_VERDICT_STOP
#define VERDICT_restart  MK_VERDICT_RESTART
#define VERDICT_escalate MK_VERDICT_ESCALATE

typedef struct decision_case {
    const char *name;
    mk_strategy_t strategy;
    size_t first_step;
    size_t step_count;
} decision_case_t;

typedef struct decision_step {
    uint64_t at_ms;
    char child;
    mk_restart_type_t restart;
    const char *reason;
    uint32_t chance_percent;
    mk_verdict_t verdict;
    uint32_t delay_ms;
} decision_step_t;

#include "decisions_data.h"

#define CASE_COUNT (sizeof CASES / sizeof CASES[0])
#define STEP_COUNT (sizeof STEPS / sizeof STEPS[0])

static mk_exit_reason_t reason_called(const char *name)
{
    unsigned reason = 0;
    while (reason < MK_EXIT_REASON_COUNT
           && strcmp(mk_exit_text((mk_exit_reason_t)reason), name) != 0) {
        reason++;
    }
    REQUIRE(reason < MK_EXIT_REASON_COUNT);
    return (mk_exit_reason_t)reason;
}

static void decides_as_the_java_side_does(void)
{
    REQUIRE(CASE_COUNT >= 20);
    for (size_t i = 0; i < CASE_COUNT; i++) {
        const decision_case_t *c = &CASES[i];
        mk_restart_history_t all = { 0 };
        mk_restart_history_t own[26] = { 0 };
        CHECK(mk_strategy_is_valid(&c->strategy));
        for (size_t j = 0; j < c->step_count; j++) {
            const decision_step_t *step = &STEPS[c->first_step + j];
            check_about("%s, step %zu", c->name, j + 1);
            const mk_decision_t decision =
                mk_strategy_decide(&c->strategy, step->restart, reason_called(step->reason), &all,
                                   &own[step->child - 'a'], step->at_ms,
                                   (uint32_t)(((uint64_t)step->chance_percent << 32) / 100));
            CHECK_EQ(step->verdict, decision.verdict);
            CHECK_EQ(step->delay_ms, decision.delay_ms);
            CHECK(all.count <= MK_RESTARTS_MAX);
            CHECK(own[step->child - 'a'].count <= MK_RESTARTS_MAX);
        }
    }
    CHECK_EQ(STEP_COUNT, CASES[CASE_COUNT - 1].first_step + CASES[CASE_COUNT - 1].step_count);
}

static void the_default_counts_each_child(void)
{
    CHECK(mk_strategy_is_valid(&MK_STRATEGY_DEFAULT));
    CHECK_EQ(MK_ONE_FOR_ONE, MK_STRATEGY_DEFAULT.scope);
    CHECK_EQ(MK_PER_CHILD, MK_STRATEGY_DEFAULT.intensity_per);
    const mk_strategy_t otp = MK_STRATEGY_ONE_FOR_ONE;
    CHECK(mk_strategy_is_valid(&otp));
    CHECK_EQ(MK_PER_SUPERVISOR, otp.intensity_per);
}

static void values_out_of_range_are_not_valid(void)
{
    mk_strategy_t strategy = MK_STRATEGY_DEFAULT;
    strategy.max_restarts = MK_RESTARTS_MAX + 1;
    CHECK(!mk_strategy_is_valid(&strategy));
    strategy.max_restarts = MK_RESTARTS_UNLIMITED;
    CHECK(mk_strategy_is_valid(&strategy));
    strategy.period_ms = 0;
    CHECK(!mk_strategy_is_valid(&strategy));
    strategy = MK_STRATEGY_DEFAULT;
    strategy.backoff_min_ms = strategy.backoff_max_ms + 1;
    CHECK(!mk_strategy_is_valid(&strategy));
    strategy = MK_STRATEGY_DEFAULT;
    strategy.jitter_percent = 101;
    CHECK(!mk_strategy_is_valid(&strategy));
}

static void no_wait_leaves_its_range(void)
{
    mk_strategy_t strategy = MK_STRATEGY_DEFAULT;
    strategy.max_restarts = MK_RESTARTS_UNLIMITED;
    strategy.backoff_min_ms = UINT32_MAX;
    strategy.backoff_max_ms = UINT32_MAX;
    strategy.jitter_percent = 100;
    mk_restart_history_t all = { 0 };
    mk_restart_history_t own = { .streak = UINT32_MAX, .last_ms = 5 };
    mk_decision_t decision =
        mk_strategy_decide(&strategy, MK_PERMANENT, MK_EXIT_FAILED, &all, &own, 5, 0);
    CHECK_EQ(UINT32_MAX, decision.delay_ms);
    CHECK_EQ(UINT32_MAX, own.streak);
    decision =
        mk_strategy_decide(&strategy, MK_PERMANENT, MK_EXIT_FAILED, &all, &own, 5, UINT32_MAX);
    CHECK_RANGE(0, 256, decision.delay_ms);
}

int main(void)
{
    RUN(decides_as_the_java_side_does);
    RUN(the_default_counts_each_child);
    RUN(values_out_of_range_are_not_valid);
    RUN(no_wait_leaves_its_range);
    return check_result();
}
