#include "actor_fixture.h"
#include "check.h"

/* What the strategies decide is test_strategy's; here is what is done about it. */

#define STRATEGY(which)                                                                            \
    {                                                                                              \
        .scope = which, .max_restarts = 2, .period_ms = 10000, .backoff_min_ms = 100,              \
        .backoff_max_ms = 400, .backoff_per = MK_PER_CHILD                                         \
    }

static const mk_strategy_t ONE = STRATEGY(MK_ONE_FOR_ONE);
static const mk_strategy_t REST = STRATEGY(MK_REST_FOR_ONE);
static const mk_strategy_t ALL = STRATEGY(MK_ONE_FOR_ALL);

#define SPEC(...)                                                                                  \
    {                                                                                              \
        .behavior = &SCRIPTED_BEHAVIOR, .mailbox_capacity = 8, __VA_ARGS__                         \
    }

static const mk_actor_spec_t SUPERVISOR_ONE = SPEC(.strategy = &ONE);
static const mk_actor_spec_t SUPERVISOR_REST = SPEC(.strategy = &REST);
static const mk_actor_spec_t SUPERVISOR_ALL = SPEC(.strategy = &ALL);
static const mk_actor_spec_t TEMPORARY = SPEC(.restart = MK_TEMPORARY);
static const mk_actor_spec_t TRANSIENT = SPEC(.restart = MK_TRANSIENT);

static script_t top;
static script_t a;
static script_t b;
static script_t c;

/** A supervisor `s` of a, b and c. */
static void start_tree(const mk_actor_spec_t *spec)
{
    start_system();
    a = (script_t){ .name = "a" };
    b = (script_t){ .name = "b" };
    c = (script_t){ .name = "c" };
    top = (script_t){ .name = "s", .spec = spec, .children = { &a, &b, &c } };
    spawn(&top);
    CHECK_TEXT("s+ a+ b+ c+", diary());
}

static void fail(const script_t *script)
{
    CHECK_EQ(MK_ACCEPTED, tell(script->id, DO_FAIL));
    settle();
}

static void one_for_one_restarts_that_child(void)
{
    start_tree(&SUPERVISOR_ONE);
    fail(&b);
    CHECK_TEXT("b-failed b+", diary());
}

static void rest_for_one_restarts_those_started_after_it_too(void)
{
    start_tree(&SUPERVISOR_REST);
    fail(&b);
    CHECK_TEXT("b-failed c-stopped b+ c+", diary());
    fail(&c);
    CHECK_TEXT("c-failed c+", diary());
}

static void one_for_all_restarts_all(void)
{
    start_tree(&SUPERVISOR_ALL);
    fail(&b);
    CHECK_TEXT("b-failed c-stopped a-stopped a+ b+ c+", diary());
}

static void a_restart_keeps_id_name_and_messages(void)
{
    start_tree(&SUPERVISOR_ONE);
    const mk_actor_id_t before = a.id;
    tell(a.id, DO_FAIL);
    tell(a.id, 1);
    tell(a.id, 2);
    settle();
    CHECK_TEXT("a-failed a+ a:1 a:2", diary());
    CHECK_EQ(before, a.id);
    CHECK_EQ(a.id, mk_system_find(&t.system, "/node/porch/s/a"));
}

static void a_child_that_fails_again_waits_and_its_messages_wait_too(void)
{
    start_tree(&SUPERVISOR_ONE);
    fail(&a);
    fail(&a);
    CHECK_TEXT("a-failed a+ a-failed", diary());
    CHECK_EQ(MK_ACCEPTED, tell(a.id, 7));
    CHECK_EQ(t.fake.now_ms + 100, mk_system_wake_ms(&t.system));
    pass_ms(99);
    CHECK_TEXT("", diary());
    tell(b.id, 8);
    settle();
    CHECK_TEXT("b:8", diary());
    pass_ms(1);
    CHECK_TEXT("a+ a:7", diary());
}

static void a_group_waits_together_and_begins_in_order(void)
{
    start_tree(&SUPERVISOR_ALL);
    fail(&b);
    diary();
    fail(&b);
    CHECK_TEXT("b-failed c-stopped a-stopped", diary());
    tell(a.id, 1);
    pass_ms(99);
    CHECK_TEXT("", diary());
    pass_ms(1);
    CHECK_TEXT("a+ b+ c+ a:1", diary());
}

static void the_next_child_waits_until_the_one_before_has_begun(void)
{
    start_tree(&SUPERVISOR_REST);
    a.failing_starts = 1;
    fail(&a);
    CHECK_TEXT("a-failed c-stopped b-stopped a! a-failed", diary());
    pass_ms(100);
    CHECK_TEXT("a+ b+ c+", diary());
}

static void too_many_restarts_fail_the_supervisor(void)
{
    start_tree(&SUPERVISOR_ONE);
    fail(&a);
    fail(&b);
    diary();
    fail(&c);
    CHECK_TEXT("c-failed b-stopped a-stopped s-failed s+ a+ b+ c+", diary());
    CHECK_EQ(1, t.system.counters.escalated);
    fail(&c); /* its restarts are counted afresh */
    CHECK_TEXT("c-failed c+", diary());
}

static const mk_strategy_t HASTY = {
    .scope = MK_ONE_FOR_ONE,
    .max_restarts = 3,
    .period_ms = 1000,
};
static const mk_actor_spec_t SUPERVISOR_HASTY = SPEC(.strategy = &HASTY);

static void the_node_gives_up_a_child_that_fails_too_often_and_goes_on(void)
{
    start_supervised_system(&HASTY);
    a = (script_t){ .name = "a" };
    b = (script_t){ .name = "b" };
    spawn(&a);
    spawn(&b);
    diary();
    for (unsigned i = 0; i < 3; i++) {
        fail(&a);
        CHECK(lives(a.id));
    }
    fail(&a);
    CHECK(!lives(a.id));
    CHECK(lives(b.id));
    CHECK_EQ(1, t.system.counters.given_up);
    CHECK_CONTAINS("/node/porch/a is given up and stopped: more than 3 restarts within 1000 ms",
                   t.fake.log);
}

static void one_that_never_begins_brings_its_supervisors_down_and_no_others(void)
{
    start_supervised_system(&HASTY);
    a = (script_t){ .name = "a", .failing_starts = 1000 };
    b = (script_t){ .name = "b" };
    top = (script_t){ .name = "s", .spec = &SUPERVISOR_HASTY, .children = { &a } };
    spawn(&b);
    spawn(&top);
    CHECK(!lives(top.id));
    CHECK(lives(b.id));
    CHECK_EQ(4, t.system.counters.escalated);
    CHECK_EQ(1, t.system.counters.given_up);
    CHECK_EQ(1000 - 4 * 4, a.failing_starts);
}

/** Its waits grow until ten of them take longer than the ten seconds that ten may fall into. */
static void by_default_one_that_never_begins_is_tried_for_ever(void)
{
    start_system();
    a = (script_t){ .name = "a", .failing_starts = 1000 };
    spawn(&a);
    for (unsigned i = 0; i < 100; i++) {
        pass_ms(10000);
    }
    CHECK(lives(a.id));
    CHECK_RANGE(800, 910, a.failing_starts);
}

static void an_end_without_failure_is_judged_by_the_restart_type(void)
{
    start_system();
    a = (script_t){ .name = "a" };
    b = (script_t){ .name = "b", .spec = &TRANSIENT };
    c = (script_t){ .name = "c", .spec = &TEMPORARY };
    top = (script_t){ .name = "s", .spec = &SUPERVISOR_ONE, .children = { &a, &b, &c } };
    spawn(&top);
    diary();
    tell(a.id, DO_STOP);
    tell(b.id, DO_STOP);
    tell(c.id, DO_STOP);
    settle();
    CHECK_TEXT("a-normal a+ b-normal c-normal", diary());
    CHECK(!lives(b.id));
    CHECK(!lives(c.id));
}

static void temporary_children_are_not_restarted_with_others(void)
{
    start_system();
    a = (script_t){ .name = "a" };
    b = (script_t){ .name = "b", .spec = &TEMPORARY };
    top = (script_t){ .name = "s", .spec = &SUPERVISOR_ALL, .children = { &a, &b } };
    spawn(&top);
    diary();
    fail(&a);
    CHECK_TEXT("a-failed b-stopped a+", diary());
    CHECK(!lives(b.id));
}

static void a_stop_wins_over_a_restart(void)
{
    start_tree(&SUPERVISOR_ONE);
    fail(&a);
    fail(&a);
    diary();
    CHECK_EQ(MK_STATUS_OK, mk_system_stop(&t.system, a.id)); /* while it waits for its restart */
    settle();
    CHECK(!lives(a.id));
    pass_ms(1000);
    CHECK_TEXT("", diary());
    tell(b.id, DO_FAIL);
    mk_system_stop(&t.system, b.id); /* before it gets the message */
    settle();
    CHECK_TEXT("b-stopped", diary());
}

static void a_supervisor_that_stops_takes_waiting_children_along(void)
{
    start_tree(&SUPERVISOR_ALL);
    fail(&a);
    fail(&a);
    mk_system_stop(&t.system, top.id);
    settle();
    CHECK_EQ(0, mk_system_actor_count(&t.system));
    pass_ms(1000);
    CHECK_EQ(0, mk_system_actor_count(&t.system));
}

static void an_end_is_told_in_the_log(void)
{
    start_tree(&SUPERVISOR_ONE);
    const uint8_t reason = MK_EXIT_DEADLINE;
    const mk_frame_t message = {
        .dest = a.id, .type = DO_FAIL, .payload_size = 1, .payload = &reason
    };
    mk_system_tell(&t.system, &message);
    settle();
    CHECK_CONTAINS("/node/porch/s/a ended: deadline\n", t.fake.log);
}

int main(void)
{
    RUN(one_for_one_restarts_that_child);
    RUN(rest_for_one_restarts_those_started_after_it_too);
    RUN(one_for_all_restarts_all);
    RUN(a_restart_keeps_id_name_and_messages);
    RUN(a_child_that_fails_again_waits_and_its_messages_wait_too);
    RUN(a_group_waits_together_and_begins_in_order);
    RUN(the_next_child_waits_until_the_one_before_has_begun);
    RUN(too_many_restarts_fail_the_supervisor);
    RUN(the_node_gives_up_a_child_that_fails_too_often_and_goes_on);
    RUN(one_that_never_begins_brings_its_supervisors_down_and_no_others);
    RUN(by_default_one_that_never_begins_is_tried_for_ever);
    RUN(an_end_without_failure_is_judged_by_the_restart_type);
    RUN(temporary_children_are_not_restarted_with_others);
    RUN(a_stop_wins_over_a_restart);
    RUN(a_supervisor_that_stops_takes_waiting_children_along);
    RUN(an_end_is_told_in_the_log);
    return check_result();
}
