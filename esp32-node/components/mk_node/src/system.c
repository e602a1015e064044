#include "mk/system.h"

#include "byte_order.h"
#include "cell.h"
#include "supervisor.h"
#include "system_log.h"
#include "watches.h"

#include "mk/message_type.h"
#include "mk/time.h"

#include <assert.h>
#include <string.h>

static mk_next_t root_receives(mk_context_t *context, const mk_frame_t *message)
{
    (void)context;
    (void)message;
    return MK_NEXT_UNHANDLED;
}

static const mk_behavior_t ROOT_BEHAVIOR = { .type = "node", .receive = root_receives };

void mk_system_init(mk_system_t *system, const mk_platform_t *platform,
                    mk_transmitter_t transmitter, const char *identity, uint32_t node_id,
                    const mk_strategy_t *strategy)
{
    assert(strategy == NULL || mk_strategy_is_valid(strategy));
    memset(system, 0, sizeof *system);
    system->platform = platform;
    system->transmitter = transmitter;
    system->identity = identity;
    system->node_id = node_id;
    mk_message_pool_init(&system->pool);
    mk_timers_init(&system->timers);
    mk_dead_letters_init(&system->dead_letters);
    mk_cell_t *root = mk_cell_root(system);
    system->root = (mk_actor_spec_t){
        .behavior = &ROOT_BEHAVIOR,
        .mailbox_capacity = 1,
        .strategy = strategy,
    };
    root->spec = &system->root;
    root->sequence = MK_ROOT_SEQUENCE;
    root->status = MK_CELL_RUNNING;
}

static uint64_t now(const mk_system_t *system)
{
    return system->platform->now_ms(system->platform->context);
}

mk_status_t mk_system_spawn(mk_system_t *system, const char *name, const mk_actor_spec_t *spec,
                            void *state, mk_actor_id_t *id)
{
    return mk_cell_spawn(system, mk_cell_root(system), name, spec, state, id);
}

mk_status_t mk_system_stop(mk_system_t *system, mk_actor_id_t id)
{
    mk_cell_t *cell =
        mk_actor_node(id) == system->node_id ? mk_cell_find(system, mk_actor_sequence(id)) : NULL;
    if (cell == NULL || cell->parent == NULL) {
        return MK_STATUS_NOT_FOUND;
    }
    cell->stop_wanted = true; /* it may be the one that runs now */
    mk_cell_ready(system, cell);
    return MK_STATUS_OK;
}

/* ---- messages ---- */

static mk_delivery_t deliver(mk_system_t *system, const mk_frame_t *message)
{
    mk_cell_t *cell = mk_cell_find(system, mk_actor_sequence(message->dest));
    if (cell == NULL || cell->parent == NULL) {
        return MK_REFUSED_STOPPED;
    }
    mk_envelope_t *shed;
    const mk_delivery_t delivery = mk_mailbox_put(&cell->mailbox, &system->pool, message, &shed);
    if (shed != NULL) {
        mk_dead_letters_add(&system->dead_letters, &shed->frame, MK_DROPPED, now(system));
        mk_message_pool_give(&system->pool, shed);
    }
    if (delivery == MK_REFUSED_FULL && cell->mailbox.overflow == MK_OVERFLOW_STOP
        && cell->status == MK_CELL_RUNNING) {
        cell->overrun = true;
    }
    if (cell->status == MK_CELL_RUNNING && (delivery == MK_ACCEPTED || cell->overrun)) {
        mk_cell_ready(system, cell);
    }
    return delivery;
}

mk_delivery_t mk_system_tell(mk_system_t *system, const mk_frame_t *message)
{
    const uint32_t node_id = mk_actor_node(message->dest);
    mk_delivery_t delivery = MK_REFUSED_STOPPED;
    if (node_id == system->node_id) {
        delivery = deliver(system, message);
    } else if (node_id != 0) {
        delivery = system->transmitter.transmit(system->transmitter.context, message);
    }
    if (delivery != MK_ACCEPTED) {
        mk_dead_letters_add(&system->dead_letters, message, delivery, now(system));
    }
    return delivery;
}

void mk_system_undelivered(mk_system_t *system, const mk_frame_t *message, mk_delivery_t reason)
{
    mk_dead_letters_add(&system->dead_letters, message, reason, now(system));
}

bool mk_system_spoke_to(const mk_system_t *system, mk_actor_id_t id, size_t peer)
{
    const mk_cell_t *cell = mk_cell_find(system, mk_actor_sequence(id));
    return cell != NULL && (cell->spoke_to & MK_PEER_BIT(peer)) != 0;
}

void mk_system_speaks_to(mk_system_t *system, mk_actor_id_t id, size_t peer)
{
    mk_cell_t *cell = mk_cell_find(system, mk_actor_sequence(id));
    if (cell != NULL) {
        cell->spoke_to |= MK_PEER_BIT(peer);
    }
}

/* ---- turns ---- */

/** Gives `cell` one message. @return whether it goes on with the next one */
static bool handle(mk_system_t *system, mk_cell_t *cell, const mk_frame_t *message)
{
    mk_context_t context = { .system = system, .cell = cell, .exit_reason = MK_EXIT_FAILED };
    const uint64_t begun_ms = now(system);
    const mk_next_t next = cell->spec->behavior->receive(&context, message);
    const uint64_t ended_ms = now(system);
    system->counters.messages++;
    if (ended_ms - begun_ms >= MK_STALL_MS) {
        system->counters.stalls++;
        mk_system_log(system, MK_LOG_WARN, cell,
                      "held up all others for %lu ms over a message of type %lu",
                      (unsigned long)(ended_ms - begun_ms), (unsigned long)message->type);
    }
    switch (next) {
    case MK_NEXT_SAME:
        return true;
    case MK_NEXT_UNHANDLED:
        system->counters.unhandled++;
        return true;
    case MK_NEXT_STOP:
        mk_supervise(system, cell, MK_EXIT_NORMAL, ended_ms);
        return false;
    case MK_NEXT_FAIL:
        mk_supervise(system, cell, context.exit_reason, ended_ms);
        return false;
    }
    return false;
}

/** Gives `cell` its next signal. @return false if there is none, or it does not go on */
static bool handle_notice(mk_system_t *system, mk_cell_t *cell, bool *handled)
{
    uint8_t payload[MK_NOTICE_SIZE] = { 0 };
    mk_frame_t notice = {
        .dest = mk_actor_id(system->node_id, cell->sequence),
        .payload_size = sizeof payload,
        .payload = payload,
    };
    mk_actor_id_t ended;
    mk_exit_reason_t reason;
    uint32_t timer;
    uint32_t expirations;
    *handled = true;
    if (mk_watches_take(system, cell->sequence, &ended, &reason)) {
        notice.type = MK_TYPE_CHILD_EXIT;
        mk_write_u64_le(payload, ended);
        payload[8] = (uint8_t)reason;
        return handle(system, cell, &notice);
    }
    expirations = mk_timers_take(&system->timers, cell->sequence, &timer);
    if (expirations > 0) {
        notice.type = MK_TYPE_TIMER;
        notice.source = notice.dest;
        mk_write_u32_le(payload, timer);
        mk_write_u64_le(payload + 4, expirations);
        return handle(system, cell, &notice);
    }
    *handled = false;
    return true;
}

static void take_turn(mk_system_t *system, mk_cell_t *cell)
{
    const uint32_t sequence = cell->sequence;
    (void)sequence; /* only asserted */
    for (uint32_t i = 0; i < MK_TURN_MESSAGES; i++) {
        if (cell->stop_wanted) {
            mk_cell_remove(system, cell, MK_EXIT_STOPPED);
            return;
        }
        if (cell->status != MK_CELL_RUNNING) {
            return; /* what waits is for its next life, which puts it in the queue again */
        }
        if (cell->overrun) {
            cell->overrun = false;
            mk_supervise(system, cell, MK_EXIT_FAILED, now(system));
            return;
        }
        bool handled;
        if (!handle_notice(system, cell, &handled)) {
            return;
        }
        if (handled) {
            continue;
        }
        mk_envelope_t *envelope = mk_mailbox_take(&cell->mailbox);
        if (envelope == NULL) {
            return;
        }
        const bool goes_on = handle(system, cell, &envelope->frame);
        mk_message_pool_give(&system->pool, envelope);
        if (!goes_on) {
            return;
        }
        assert(cell->sequence == sequence);
    }
    mk_cell_ready(system, cell); /* behind all others; it may turn out to have nothing */
}

static void expire_timers(mk_system_t *system)
{
    const uint64_t now_ms = now(system);
    uint32_t owner;
    while ((owner = mk_timers_expire(&system->timers, now_ms)) != 0) {
        mk_cell_t *cell = mk_cell_find(system, owner);
        assert(cell != NULL); /* timers end with the life that started them */
        mk_cell_ready(system, cell);
    }
}

bool mk_system_run(mk_system_t *system, uint32_t turns)
{
    for (;;) {
        expire_timers(system);
        mk_begin_due(system, now(system));
        mk_cell_t *cell = system->first_ready;
        if (cell == NULL || turns == 0) {
            break;
        }
        turns--;
        system->first_ready = cell->next_ready;
        if (system->first_ready == NULL) {
            system->last_ready = NULL;
        }
        cell->ready = false;
        if (mk_cell_lives(cell)) {
            take_turn(system, cell);
        }
    }
    return mk_system_wake_ms(system) <= now(system);
}

uint64_t mk_system_wake_ms(const mk_system_t *system)
{
    if (system->first_ready != NULL) {
        return 0;
    }
    const uint64_t timer_ms = mk_timers_next_ms(&system->timers);
    const uint64_t begin_ms = mk_begin_next_ms(system);
    return timer_ms < begin_ms ? timer_ms : begin_ms;
}

uint32_t mk_system_actor_count(const mk_system_t *system)
{
    uint32_t count = 0;
    for (size_t i = MK_ROOT_SEQUENCE + 1; i < MK_ACTORS_MAX; i++) {
        count += mk_cell_lives(&system->cells[i]) ? 1 : 0;
    }
    return count;
}
