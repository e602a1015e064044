#include "cell.h"

#include "names.h"
#include "watches.h"

#include "mk/time.h"

#include <assert.h>
#include <string.h>

static_assert(MK_ACTORS_MAX > MK_ROOT_SEQUENCE + 1, "there must be room for an actor");
static_assert(MK_ACTORS_MAX <= 4096, "searches go through the whole table");

mk_cell_t *mk_cell_find(const mk_system_t *system, uint32_t sequence)
{
    /* A place's sequences are its index plus multiples of the table's size. */
    const mk_cell_t *cell = &system->cells[sequence % MK_ACTORS_MAX];
    return cell->sequence == sequence && mk_cell_lives(cell) ? (mk_cell_t *)cell : NULL;
}

static uint32_t depth(const mk_cell_t *cell)
{
    uint32_t depth = 0;
    while (cell->parent != NULL) {
        cell = cell->parent;
        depth++;
    }
    return depth;
}

static mk_cell_t *child_named(mk_system_t *system, const mk_cell_t *parent, const char *name)
{
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        mk_cell_t *cell = &system->cells[i];
        if (mk_cell_lives(cell) && cell->parent == parent && strcmp(cell->name, name) == 0) {
            return cell;
        }
    }
    return NULL;
}

static mk_cell_t *free_cell(mk_system_t *system)
{
    for (size_t i = MK_ROOT_SEQUENCE + 1; i < MK_ACTORS_MAX; i++) {
        if (system->cells[i].status == MK_CELL_FREE) {
            return &system->cells[i];
        }
    }
    return NULL;
}

mk_status_t mk_cell_spawn(mk_system_t *system, mk_cell_t *parent, const char *name,
                          const mk_actor_spec_t *spec, void *state, mk_actor_id_t *id)
{
    assert(spec->strategy == NULL || mk_strategy_is_valid(spec->strategy));
    char path[MK_PATH_SIZE];
    const size_t length = mk_name_length(name, MK_ACTOR_NAME_SIZE);
    if (length == 0
        || mk_system_path(system, parent, path, sizeof path) + 1 + length >= MK_PATH_SIZE) {
        return MK_STATUS_MALFORMED;
    }
    if (child_named(system, parent, name) != NULL) {
        return MK_STATUS_TAKEN;
    }
    mk_cell_t *cell = free_cell(system);
    if (cell == NULL || depth(parent) >= MK_ACTOR_DEPTH_MAX) {
        return MK_STATUS_FULL;
    }
    /* When the numbers of a place come around after 2^32, they begin again at its index. */
    const uint32_t index = (uint32_t)(cell - system->cells);
    uint32_t sequence = cell->sequence == 0 ? index : cell->sequence + MK_ACTORS_MAX;
    if (sequence % MK_ACTORS_MAX != index || sequence >= MK_PEER_WATCHER(MK_LINKS_MAX)) {
        sequence = index;
    }
    /* The place may still stand in the queue for the one that had it before. */
    const bool ready = cell->ready;
    mk_cell_t *next_ready = cell->next_ready;
    *cell = (mk_cell_t){
        .spec = spec,
        .state = state,
        .parent = parent,
        .ready = ready,
        .next_ready = next_ready,
        .sequence = sequence,
        .order = system->next_order++,
        .status = MK_CELL_HELD,
        .begin_at_ms = 0,
    };
    memcpy(cell->name, name, length + 1);
    mk_names_inherit_path(system, cell);
    mk_mailbox_init(&cell->mailbox, spec->mailbox_capacity, spec->overflow);
    system->counters.spawned++;
    if (id != NULL) {
        *id = mk_actor_id(system->node_id, sequence);
    }
    return MK_STATUS_OK;
}

mk_cell_t *mk_cell_youngest(mk_system_t *system, const mk_cell_t *parent, uint32_t below_order)
{
    mk_cell_t *youngest = NULL;
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        mk_cell_t *cell = &system->cells[i];
        if (mk_cell_lives(cell) && cell->parent == parent && cell->order < below_order
            && (youngest == NULL || cell->order > youngest->order)) {
            youngest = cell;
        }
    }
    return youngest;
}

void mk_cell_ready(mk_system_t *system, mk_cell_t *cell)
{
    if (cell->ready) {
        return;
    }
    cell->ready = true;
    cell->next_ready = NULL;
    if (system->last_ready == NULL) {
        system->first_ready = cell;
    } else {
        system->last_ready->next_ready = cell;
    }
    system->last_ready = cell;
}

mk_next_t mk_cell_begin(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t *failure)
{
    assert(cell->status == MK_CELL_HELD);
    mk_context_t context = { .system = system, .cell = cell, .exit_reason = MK_EXIT_FAILED };
    cell->status = MK_CELL_RUNNING;
    cell->history_of_children = (mk_restart_history_t){ 0 };
    const mk_next_t next =
        cell->spec->behavior->start == NULL ? MK_NEXT_SAME : cell->spec->behavior->start(&context);
    *failure = context.exit_reason;
    mk_cell_ready(system, cell); /* messages may have waited */
    return next;
}

void mk_cell_end_life(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason)
{
    if (cell->status == MK_CELL_HELD) {
        return;
    }
    for (mk_cell_t *child = mk_cell_youngest(system, cell, UINT32_MAX); child != NULL;
         child = mk_cell_youngest(system, cell, child->order)) {
        mk_cell_remove(system, child, MK_EXIT_STOPPED);
    }
    if (cell->spec->behavior->stop != NULL) {
        mk_context_t context = { .system = system, .cell = cell };
        cell->spec->behavior->stop(&context, reason);
        /* What it started in its last moments does not outlive it. */
        for (mk_cell_t *child = mk_cell_youngest(system, cell, UINT32_MAX); child != NULL;
             child = mk_cell_youngest(system, cell, child->order)) {
            mk_cell_remove(system, child, MK_EXIT_STOPPED);
        }
    }
    cell->overrun = false;
    mk_timers_stop_all(&system->timers, cell->sequence);
    mk_watches_forget(system, cell->sequence);
    cell->status = MK_CELL_HELD;
    cell->begin_at_ms = MK_NEVER;
}

static void let_messages_die(mk_system_t *system, mk_cell_t *cell)
{
    const uint64_t now_ms = system->platform->now_ms(system->platform->context);
    mk_envelope_t *envelope;
    while ((envelope = mk_mailbox_take(&cell->mailbox)) != NULL) {
        mk_dead_letters_add(&system->dead_letters, &envelope->frame, MK_REFUSED_STOPPED, now_ms);
        mk_message_pool_give(&system->pool, envelope);
    }
}

void mk_cell_remove(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason)
{
    mk_cell_end_life(system, cell, reason);
    /* From here on nobody finds it, so that nothing can reach it any more. */
    cell->status = MK_CELL_GONE;
    mk_names_release(system, cell);
    let_messages_die(system, cell);
    mk_names_forget(system, cell->sequence);
    mk_watches_ended(system, mk_actor_id(system->node_id, cell->sequence), reason);
}
