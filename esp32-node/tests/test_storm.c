/* Trees of actors under random messages, failures, stops and spawns, seen by a peer that is often
 * away: nothing leaks, nobody is lost, and the peer knows what there is. Another seed: test_storm N
 */
#include "actor_fixture.h"
#include "check.h"

#include "mk/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 1;

static uint32_t below(uint32_t bound)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % bound;
}

static const mk_strategy_t STRATEGIES[] = {
    { .scope = MK_ONE_FOR_ONE,
      .max_restarts = 5,
      .period_ms = 1000,
      .intensity_per = MK_PER_CHILD,
      .backoff_min_ms = 1,
      .backoff_max_ms = 50,
      .jitter_percent = 50 },
    { .scope = MK_REST_FOR_ONE,
      .max_restarts = 2,
      .period_ms = 100,
      .backoff_min_ms = 1,
      .backoff_max_ms = 10 },
    { .scope = MK_ONE_FOR_ALL, .max_restarts = MK_RESTARTS_UNLIMITED, .period_ms = 1 },
};

static mk_next_t start_wildly(mk_context_t *context);
static mk_next_t receive_wildly(mk_context_t *context, const mk_frame_t *message);

static const mk_behavior_t WILD = { "wild", start_wildly, receive_wildly, NULL };

#define WILD_SPEC(strategy_at, restart_type, policy)                                               \
    {                                                                                              \
        .behavior = &WILD, .mailbox_capacity = 3, .overflow = policy, .restart = restart_type,     \
        .strategy = &STRATEGIES[strategy_at]                                                       \
    }

static const mk_actor_spec_t SPECS[] = {
    WILD_SPEC(0, MK_PERMANENT, MK_OVERFLOW_REJECT),
    WILD_SPEC(1, MK_TRANSIENT, MK_OVERFLOW_DROP_OLDEST),
    WILD_SPEC(2, MK_TEMPORARY, MK_OVERFLOW_STOP),
    WILD_SPEC(0, MK_TRANSIENT, MK_OVERFLOW_DROP_NEWEST),
};

static mk_actor_id_t somebody(void)
{
    return mk_actor_id(NODE, t.system.cells[below(MK_ACTORS_MAX)].sequence);
}

static void spawn_somebody(mk_context_t *context)
{
    char name[4] = { (char)('a' + below(6)), '\0' };
    const mk_actor_spec_t *spec = &SPECS[below(4)];
    if (context == NULL) {
        mk_system_spawn(&t.system, name, spec, NULL, NULL);
    } else {
        mk_spawn(context, name, spec, NULL, NULL);
    }
}

static mk_next_t start_wildly(mk_context_t *context)
{
    if (below(10) == 0) {
        return mk_fail(context, MK_EXIT_FAILED);
    }
    for (uint32_t i = below(3); i > 0; i--) {
        spawn_somebody(context);
    }
    return below(50) == 0 ? MK_NEXT_STOP : MK_NEXT_SAME;
}

static mk_next_t receive_wildly(mk_context_t *context, const mk_frame_t *message)
{
    uint8_t payload[600] = { 0 };
    char name[4] = { 'n', (char)('0' + below(10)), '\0' };
    CHECK(message->payload_size <= sizeof payload);
    switch (below(14)) {
    case 0:
        return mk_fail(context, MK_EXIT_TRAP);
    case 1:
        return MK_NEXT_STOP;
    case 2:
        spawn_somebody(context);
        break;
    case 3:
        mk_stop(context, below(2) == 0 ? mk_self(context) : somebody());
        break;
    case 4:
        mk_watch(context, somebody());
        break;
    case 5:
        mk_timer_start(context, below(3), below(30), below(2) * below(20));
        break;
    case 6:
        mk_timer_stop(context, below(3));
        break;
    case 7:
        mk_register(context, name);
        break;
    case 8:
        mk_unwatch(context, somebody());
        break;
    default:
        mk_tell(context, somebody(), below(100), payload, below(3) == 0 ? below(600) : below(60));
        break;
    }
    return MK_NEXT_SAME;
}

/** What must hold between any two steps. */
static void check_invariants(void)
{
    uint32_t waiting = 0;
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        const mk_cell_t *cell = &t.system.cells[i];
        if (cell->status == MK_CELL_HELD || cell->status == MK_CELL_RUNNING) {
            waiting += cell->mailbox.count;
            CHECK(cell->mailbox.count <= cell->mailbox.capacity);
            CHECK_EQ(cell->sequence % MK_ACTORS_MAX, i);
            if (i != MK_ROOT_SEQUENCE) {
                CHECK(cell->parent->status == MK_CELL_RUNNING);
            }
        }
    }
    CHECK_EQ(waiting, t.system.pool.used);
    for (size_t i = 0; i < MK_TIMERS_MAX; i++) {
        const uint32_t owner = t.system.timers.places[i].owner;
        CHECK(owner == 0 || lives(mk_actor_id(NODE, owner)));
    }
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        const uint32_t watcher = t.system.watches[i].watcher;
        CHECK(watcher == 0 || lives(mk_actor_id(NODE, watcher)));
    }
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        const uint32_t owner = t.system.names[i].owner;
        CHECK(owner == 0 || lives(mk_actor_id(NODE, owner)));
    }
}

static void announce_some(void)
{
    uint32_t type;
    mk_registry_msg_t msg;
    for (uint32_t i = below(8); i > 0 && mk_system_announcement(&t.system, 0, &type, &msg); i--) {
        CHECK(strncmp(msg.text, "/node/porch/", 12) == 0 || msg.text[0] == 'n');
        mk_system_announced(&t.system, 0);
    }
    if (below(100) == 0) {
        mk_system_forget_peer(&t.system, 0);
    }
}

static void nothing_leaks_and_nobody_is_lost(void)
{
    for (unsigned round = 0; round < 20; round++) {
        check_about("round %u", round);
        start_system();
        for (unsigned step = 0; step < 500; step++) {
            if (below(3) == 0) {
                spawn_somebody(NULL);
            }
            for (uint32_t i = below(6); i > 0; i--) {
                tell(somebody(), below(100));
            }
            t.fake.now_ms += below(20);
            t.fake.log[0] = '\0';
            mk_system_run(&t.system, below(40));
            announce_some();
            check_invariants();
        }
        /* All end, and every table is empty. */
        for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
            mk_system_stop(&t.system, mk_actor_id(NODE, t.system.cells[i].sequence));
        }
        settle();
        mk_system_forget_peer(&t.system, 0);
        check_invariants();
        CHECK_EQ(0, mk_system_actor_count(&t.system));
        CHECK_EQ(0, t.system.pool.used);
        CHECK_EQ(MK_NEVER, mk_system_wake_ms(&t.system));
        CHECK(t.system.counters.restarts > 20);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        seed = strtoull(argv[1], NULL, 10);
    }
    printf("seed %llu\n", (unsigned long long)seed);
    RUN(nothing_leaks_and_nobody_is_lost);
    return check_result();
}
