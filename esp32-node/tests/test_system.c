#include "actor_fixture.h"
#include "check.h"

#include "mk/message_type.h"
#include "mk/time.h"

#include <stdio.h>
#include <string.h>

/* ---- messages ---- */

static void an_actor_begins_and_handles_its_messages_in_order(void)
{
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t id = spawn(&a);
    CHECK_EQ(mk_actor_id(NODE, 2), id);
    for (uint32_t type = 1; type <= 3; type++) {
        CHECK_EQ(MK_ACCEPTED, tell(id, type));
    }
    settle();
    CHECK_TEXT("a+ a:1 a:2 a:3", diary());
    CHECK_EQ(3, t.system.counters.messages);
    CHECK_EQ(MK_NEVER, mk_system_wake_ms(&t.system));
}

static void messages_wait_for_an_actor_that_has_not_begun(void)
{
    start_system();
    script_t a = { .name = "a" };
    mk_actor_id_t id;
    REQUIRE(mk_system_spawn(&t.system, "a", &SCRIPTED, &a, &id) == MK_STATUS_OK);
    CHECK_EQ(MK_ACCEPTED, tell(id, 7));
    CHECK_EQ(0, mk_system_wake_ms(&t.system));
    settle();
    CHECK_TEXT("a+ a:7", diary());
}

static void what_reaches_nobody_is_a_dead_letter_with_its_reason(void)
{
    static uint8_t large[MK_MESSAGE_SIZE_MAX + 1];
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t id = spawn(&a);
    CHECK_EQ(MK_REFUSED_STOPPED, tell(mk_actor_id(NODE, 3), 1));
    CHECK_EQ(MK_REFUSED_STOPPED, tell(mk_actor_id(NODE, MK_ROOT_SEQUENCE), 1));
    CHECK_EQ(MK_REFUSED_STOPPED, tell(MK_ACTOR_NONE, 1));
    const mk_frame_t frame = { .dest = id, .payload_size = sizeof large, .payload = large };
    CHECK_EQ(MK_REFUSED_TOO_LARGE, mk_system_tell(&t.system, &frame));
    for (unsigned i = 0; i < SCRIPTED.mailbox_capacity; i++) {
        CHECK_EQ(MK_ACCEPTED, tell(id, 1));
    }
    CHECK_EQ(MK_REFUSED_FULL, tell(id, 99));
    CHECK_EQ(5, t.system.dead_letters.total);
    CHECK_EQ(3, t.system.dead_letters.by_reason[MK_REFUSED_STOPPED]);
    CHECK_EQ(99, mk_dead_letters_at(&t.system.dead_letters, 0)->type);
}

static void without_memory_a_message_is_refused_and_the_others_go_on(void)
{
    start_system();
    static const mk_actor_spec_t roomy = {
        .behavior = &SCRIPTED_BEHAVIOR,
        .mailbox_capacity = MK_BLOCKS + 1,
    };
    script_t a = { .name = "a", .spec = &roomy };
    const mk_actor_id_t id = spawn(&a);
    for (unsigned i = 0; i < MK_BLOCKS; i++) {
        CHECK_EQ(MK_ACCEPTED, tell(id, DO_IGNORE));
    }
    CHECK_EQ(MK_REFUSED_MEMORY, tell(id, DO_IGNORE));
    settle();
    CHECK_EQ(MK_BLOCKS, a.handled);
    CHECK_EQ(MK_BLOCKS, t.system.counters.unhandled);
    CHECK_EQ(0, t.system.pool.used);
    CHECK_EQ(MK_ACCEPTED, tell(id, DO_IGNORE));
}

static void messages_for_other_nodes_leave(void)
{
    start_system();
    const mk_actor_id_t far = mk_actor_id(PEER, 9);
    CHECK_EQ(MK_ACCEPTED, tell(far, 1));
    CHECK_EQ(1, t.sent_count);
    CHECK_EQ(far, t.sent.dest);
    t.transmit_answer = MK_REFUSED_FULL;
    CHECK_EQ(MK_REFUSED_FULL, tell(far, 2));
    t.peer_up = false;
    CHECK_EQ(MK_REFUSED_STOPPED, tell(far, 3));
    CHECK_EQ(2, t.system.dead_letters.total);
}

static void the_newest_or_the_oldest_goes_as_the_policy_says(void)
{
    start_system();
    static const mk_actor_spec_t oldest = {
        .behavior = &SCRIPTED_BEHAVIOR,
        .mailbox_capacity = 2,
        .overflow = MK_OVERFLOW_DROP_OLDEST,
    };
    script_t a = { .name = "a", .spec = &oldest };
    const mk_actor_id_t id = spawn(&a);
    for (uint32_t type = 1; type <= 4; type++) {
        CHECK_EQ(MK_ACCEPTED, tell(id, type));
    }
    settle();
    CHECK_TEXT("a+ a:3 a:4", diary());
    CHECK_EQ(2, t.system.dead_letters.by_reason[MK_DROPPED]);
    CHECK_EQ(0, t.system.pool.used);
}

static void an_actor_that_must_not_miss_a_message_fails_instead(void)
{
    start_system();
    static const mk_actor_spec_t strict = {
        .behavior = &SCRIPTED_BEHAVIOR,
        .mailbox_capacity = 1,
        .overflow = MK_OVERFLOW_STOP,
        .restart = MK_TEMPORARY,
    };
    script_t a = { .name = "a", .spec = &strict };
    const mk_actor_id_t id = spawn(&a);
    CHECK_EQ(MK_ACCEPTED, tell(id, 1));
    CHECK_EQ(MK_REFUSED_FULL, tell(id, 2));
    settle();
    CHECK_TEXT("a+ a-failed", diary());
    CHECK(!lives(id));
}

/* ---- turns ---- */

static void one_that_floods_itself_does_not_hold_up_the_others(void)
{
    start_system();
    script_t hog = { .name = "hog" };
    script_t a = { .name = "a" };
    const mk_actor_id_t hog_id = spawn(&hog);
    const mk_actor_id_t id = spawn(&a);
    tell(hog_id, DO_FLOOD);
    CHECK(mk_system_run(&t.system, 1));
    tell(id, 5);
    CHECK(mk_system_run(&t.system, 2));
    CHECK_TEXT("hog+ a+ a:5", diary());
    CHECK(hog.handled >= MK_TURN_MESSAGES);
}

static void hogs_are_served_alike(void)
{
    start_system();
    static script_t hogs[4] = {
        { .name = "a" }, { .name = "b" }, { .name = "c" }, { .name = "d" }
    };
    mk_actor_id_t ids[4];
    for (size_t i = 0; i < 4; i++) {
        hogs[i].handled = 0;
        ids[i] = spawn(&hogs[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        tell(ids[i], DO_FLOOD);
    }
    mk_system_run(&t.system, 400);
    for (size_t i = 0; i < 4; i++) {
        CHECK_RANGE(99 * MK_TURN_MESSAGES, 101 * MK_TURN_MESSAGES, hogs[i].handled);
    }
}

static void a_message_that_takes_long_is_counted_and_told(void)
{
    start_system();
    script_t a = { .name = "a" };
    tell(spawn(&a), DO_STALL);
    settle();
    CHECK_EQ(1, t.system.counters.stalls);
    CHECK_CONTAINS("/node/porch/a held up all others for 100 ms", t.fake.log);
}

/* ---- spawning ---- */

static void a_name_must_be_free_and_well_formed(void)
{
    start_system();
    script_t a = { .name = "a" };
    spawn(&a);
    char longest[MK_ACTOR_NAME_SIZE + 1];
    memset(longest, 'x', sizeof longest);
    longest[MK_ACTOR_NAME_SIZE] = '\0';
    CHECK_EQ(MK_STATUS_TAKEN, mk_system_spawn(&t.system, "a", &SCRIPTED, &a, NULL));
    CHECK_EQ(MK_STATUS_MALFORMED, mk_system_spawn(&t.system, "", &SCRIPTED, &a, NULL));
    CHECK_EQ(MK_STATUS_MALFORMED, mk_system_spawn(&t.system, "b\n", &SCRIPTED, &a, NULL));
    CHECK_EQ(MK_STATUS_MALFORMED, mk_system_spawn(&t.system, longest, &SCRIPTED, &a, NULL));
    longest[MK_ACTOR_NAME_SIZE - 1] = '\0';
    CHECK_EQ(MK_STATUS_OK, mk_system_spawn(&t.system, longest, &SCRIPTED, &a, NULL));
    CHECK_EQ(2, mk_system_actor_count(&t.system));
}

static void a_full_table_refuses_a_further_actor_until_one_has_ended(void)
{
    start_system();
    static script_t a = { .name = "a" };
    mk_actor_id_t id = MK_ACTOR_NONE;
    unsigned count = 0;
    mk_status_t status;
    do {
        char name[8];
        snprintf(name, sizeof name, "n%u", count++);
        status = mk_system_spawn(&t.system, name, &SCRIPTED, &a, &id);
    } while (status == MK_STATUS_OK);
    CHECK_EQ(MK_STATUS_FULL, status);
    CHECK_EQ(MK_ACTORS_MAX - 2, mk_system_actor_count(&t.system));
    settle();
    REQUIRE(mk_system_stop(&t.system, id) == MK_STATUS_OK);
    settle();
    mk_actor_id_t next;
    CHECK_EQ(MK_STATUS_OK, mk_system_spawn(&t.system, "next", &SCRIPTED, &a, &next));
    CHECK(next != id);
    CHECK_EQ(MK_REFUSED_STOPPED, tell(id, 1));
    CHECK_EQ(MK_ACCEPTED, tell(next, 1));
}

static const mk_actor_spec_t DEEPER;

static mk_next_t start_deeper(mk_context_t *context)
{
    mk_status_t *last = mk_state(context);
    *last = mk_spawn(context, "d", &DEEPER, last, NULL);
    return MK_NEXT_SAME;
}

static mk_next_t receive_nothing(mk_context_t *context, const mk_frame_t *message)
{
    (void)context;
    (void)message;
    return MK_NEXT_UNHANDLED;
}

static const mk_behavior_t DEEPER_BEHAVIOR = { "deeper", start_deeper, receive_nothing, NULL };
static const mk_actor_spec_t DEEPER = { .behavior = &DEEPER_BEHAVIOR, .mailbox_capacity = 1 };

static void the_tree_has_a_depth(void)
{
    start_system();
    mk_status_t last = MK_STATUS_OK;
    REQUIRE(mk_system_spawn(&t.system, "d", &DEEPER, &last, NULL) == MK_STATUS_OK);
    settle();
    CHECK_EQ(MK_STATUS_FULL, last);
    CHECK_EQ(MK_ACTOR_DEPTH_MAX, mk_system_actor_count(&t.system));
    CHECK(mk_system_find(&t.system, "/node/porch/d/d/d") != MK_ACTOR_NONE);
    mk_system_stop(&t.system, mk_system_find(&t.system, "/node/porch/d"));
    settle();
    CHECK_EQ(0, mk_system_actor_count(&t.system));
}

static void a_sequence_is_not_used_again_soon(void)
{
    start_system();
    script_t a = { .name = "a" };
    uint32_t before = 0;
    for (unsigned i = 0; i < 1000; i++) {
        const mk_actor_id_t id = spawn(&a);
        CHECK(mk_actor_sequence(id) > before);
        before = mk_actor_sequence(id);
        mk_system_stop(&t.system, id);
        settle();
        CHECK(!lives(id));
        diary();
    }
}

/* ---- ends ---- */

static void a_stop_is_final_and_children_end_first(void)
{
    start_system();
    script_t b = { .name = "b" };
    script_t c = { .name = "c" };
    script_t a = { .name = "a", .children = { &b, &c } };
    const mk_actor_id_t id = spawn(&a);
    diary();
    tell(id, 1);
    CHECK_EQ(MK_STATUS_OK, mk_system_stop(&t.system, id));
    settle();
    CHECK_TEXT("c-stopped b-stopped a-stopped", diary());
    CHECK_EQ(1, t.system.dead_letters.total); /* what waited */
    CHECK_EQ(0, mk_system_actor_count(&t.system));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_system_stop(&t.system, id));
    CHECK_EQ(0, t.system.counters.restarts);
}

/* ---- timers and watches ---- */

static void timers_tick_and_end_with_the_life(void)
{
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t id = spawn(&a);
    tell(id, DO_TICK);
    settle();
    CHECK_EQ(t.fake.now_ms + 10, mk_system_wake_ms(&t.system));
    pass_ms(10);
    pass_ms(10);
    CHECK_TEXT("a+ a@1 a@1", diary());
    pass_ms(50); /* five at once are one notice */
    CHECK_TEXT("a@1", diary());
    tell(id, DO_FAIL);
    settle();
    pass_ms(50);
    CHECK_TEXT("a-failed a+", diary());
}

static void a_timer_takes_no_room_in_the_mailbox(void)
{
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t id = spawn(&a);
    tell(id, DO_TICK);
    settle();
    for (unsigned i = 0; i < SCRIPTED.mailbox_capacity; i++) {
        CHECK_EQ(MK_ACCEPTED, tell(id, DO_IGNORE));
    }
    CHECK_EQ(MK_REFUSED_FULL, tell(id, 1));
    pass_ms(10);
    CHECK_TEXT("a+ a@1", diary());
}

static void watch(mk_actor_id_t watcher, mk_actor_id_t watched)
{
    const mk_frame_t frame = {
        .dest = watcher,
        .type = DO_WATCH,
        .payload_size = sizeof watched,
        .payload = (const uint8_t *)&watched,
    };
    REQUIRE(mk_system_tell(&t.system, &frame) == MK_ACCEPTED);
    settle();
}

static void watchers_hear_of_an_end_once_with_its_reason(void)
{
    static const mk_actor_spec_t temporary = {
        .behavior = &SCRIPTED_BEHAVIOR,
        .mailbox_capacity = 8,
        .restart = MK_TEMPORARY,
    };
    start_system();
    script_t a = { .name = "a" };
    script_t b = { .name = "b", .spec = &temporary };
    const mk_actor_id_t watcher = spawn(&a);
    const mk_actor_id_t watched = spawn(&b);
    watch(watcher, watched);
    watch(watcher, watched);
    diary();
    const uint8_t reason = MK_EXIT_TRAP;
    const mk_frame_t fail = {
        .dest = watched, .type = DO_FAIL, .payload_size = 1, .payload = &reason
    };
    mk_system_tell(&t.system, &fail);
    settle();
    CHECK_TEXT("b-trap a(3 trap)", diary());
    watch(watcher, watched); /* it is gone already */
    CHECK_TEXT("a(3 unreachable)", diary());
}

static void a_restart_is_no_end(void)
{
    start_system();
    script_t a = { .name = "a" };
    script_t b = { .name = "b" };
    const mk_actor_id_t watcher = spawn(&a);
    const mk_actor_id_t watched = spawn(&b);
    watch(watcher, watched);
    diary();
    tell(watched, DO_FAIL);
    settle();
    CHECK_TEXT("b-failed b+", diary());
    mk_system_stop(&t.system, watched);
    settle();
    CHECK_TEXT("b-stopped a(3 stopped)", diary());
}

static void actors_of_a_node_that_goes_down_are_unreachable(void)
{
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t watcher = spawn(&a);
    diary();
    watch(watcher, mk_actor_id(PEER, 9));
    watch(watcher, mk_actor_id(PEER, 10));
    CHECK_TEXT("", diary());
    t.peer_up = false;
    mk_system_node_down(&t.system, PEER);
    settle();
    CHECK_TEXT("a(9 unreachable) a(10 unreachable)", diary());
    watch(watcher, mk_actor_id(PEER, 9));
    CHECK_TEXT("a(9 unreachable)", diary());
}

static mk_next_t watch_all(mk_context_t *context)
{
    for (uint32_t i = 0; i < MK_WATCHES_MAX; i++) {
        CHECK_EQ(MK_STATUS_OK, mk_watch(context, mk_actor_id(PEER, 100 + i)));
    }
    CHECK_EQ(MK_STATUS_OK, mk_watch(context, mk_actor_id(PEER, 100)));
    CHECK_EQ(MK_STATUS_FULL, mk_watch(context, mk_actor_id(PEER, 99)));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_unwatch(context, mk_actor_id(PEER, 99)));
    CHECK_EQ(MK_STATUS_OK, mk_unwatch(context, mk_actor_id(PEER, 100)));
    CHECK_EQ(MK_STATUS_OK, mk_watch(context, mk_actor_id(PEER, 99)));
    for (uint32_t i = 0; i < MK_TIMERS_MAX; i++) {
        CHECK_EQ(MK_STATUS_OK, mk_timer_start(context, i, 10, 0));
    }
    CHECK_EQ(MK_STATUS_FULL, mk_timer_start(context, MK_TIMERS_MAX, 10, 0));
    CHECK_EQ(MK_STATUS_NOT_FOUND, mk_timer_stop(context, MK_TIMERS_MAX));
    return MK_NEXT_STOP;
}

static void full_tables_say_so_and_are_empty_after_the_life(void)
{
    static const mk_behavior_t behavior = { "greedy", watch_all, receive_nothing, NULL };
    static const mk_actor_spec_t spec = {
        .behavior = &behavior,
        .mailbox_capacity = 1,
        .restart = MK_TRANSIENT,
    };
    start_system();
    for (unsigned i = 0; i < 3; i++) {
        REQUIRE(mk_system_spawn(&t.system, "greedy", &spec, NULL, NULL) == MK_STATUS_OK);
        settle();
        CHECK_EQ(0, mk_system_actor_count(&t.system));
    }
    CHECK_EQ(MK_NEVER, mk_system_wake_ms(&t.system));
}

static void notices_cannot_be_forged(void)
{
    start_system();
    script_t a = { .name = "a" };
    const mk_actor_id_t id = spawn(&a);
    diary();
    const uint8_t payload[16] = { 1 };
    const uint32_t types[] = { MK_TYPE_TIMER, MK_TYPE_CHILD_EXIT };
    for (size_t i = 0; i < 2; i++) {
        const mk_frame_t sizes[] = {
            { mk_actor_id(PEER, 1), id, types[i], 16, payload },
            { id, id, types[i], 3, payload },
        };
        for (size_t j = 0; j < 2; j++) {
            mk_system_tell(&t.system, &sizes[j]);
            settle();
            char expected[32];
            snprintf(expected, sizeof expected, "a:%lu", (unsigned long)types[i]);
            CHECK_TEXT(expected, diary());
        }
    }
}

int main(void)
{
    RUN(an_actor_begins_and_handles_its_messages_in_order);
    RUN(messages_wait_for_an_actor_that_has_not_begun);
    RUN(what_reaches_nobody_is_a_dead_letter_with_its_reason);
    RUN(without_memory_a_message_is_refused_and_the_others_go_on);
    RUN(messages_for_other_nodes_leave);
    RUN(the_newest_or_the_oldest_goes_as_the_policy_says);
    RUN(an_actor_that_must_not_miss_a_message_fails_instead);
    RUN(one_that_floods_itself_does_not_hold_up_the_others);
    RUN(hogs_are_served_alike);
    RUN(a_message_that_takes_long_is_counted_and_told);
    RUN(a_name_must_be_free_and_well_formed);
    RUN(a_full_table_refuses_a_further_actor_until_one_has_ended);
    RUN(the_tree_has_a_depth);
    RUN(a_sequence_is_not_used_again_soon);
    RUN(a_stop_is_final_and_children_end_first);
    RUN(timers_tick_and_end_with_the_life);
    RUN(a_timer_takes_no_room_in_the_mailbox);
    RUN(watchers_hear_of_an_end_once_with_its_reason);
    RUN(a_restart_is_no_end);
    RUN(actors_of_a_node_that_goes_down_are_unreachable);
    RUN(full_tables_say_so_and_are_empty_after_the_life);
    RUN(notices_cannot_be_forged);
    return check_result();
}
