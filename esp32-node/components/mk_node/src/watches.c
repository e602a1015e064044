#include "watches.h"

#include "cell.h"

static mk_watch_t *find(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        mk_watch_t *watch = &system->watches[i];
        if (watch->watcher == watcher && (watcher == 0 || watch->watched == watched)) {
            return watch;
        }
    }
    return NULL;
}

static bool exists(const mk_system_t *system, mk_actor_id_t id)
{
    const uint32_t node_id = mk_actor_node(id);
    return node_id == system->node_id
               ? mk_cell_find(system, mk_actor_sequence(id)) != NULL
               : system->transmitter.reaches(system->transmitter.context, node_id);
}

static void note(mk_system_t *system, mk_watch_t *watch, mk_exit_reason_t reason)
{
    watch->ended = true;
    watch->reason = reason;
    mk_cell_t *watcher = mk_cell_find(system, watch->watcher);
    if (watcher != NULL) {
        mk_cell_ready(system, watcher);
    }
}

mk_status_t mk_watches_add(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched)
{
    if (find(system, watcher, watched) != NULL) {
        return MK_STATUS_OK;
    }
    mk_watch_t *watch = find(system, 0, MK_ACTOR_NONE);
    if (watch == NULL) {
        return MK_STATUS_FULL;
    }
    *watch = (mk_watch_t){ .watcher = watcher, .watched = watched };
    if (!exists(system, watched)) {
        note(system, watch, MK_EXIT_UNREACHABLE);
    }
    return MK_STATUS_OK;
}

mk_status_t mk_watches_remove(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched)
{
    mk_watch_t *watch = find(system, watcher, watched);
    if (watch == NULL) {
        return MK_STATUS_NOT_FOUND;
    }
    watch->watcher = 0;
    return MK_STATUS_OK;
}

void mk_watches_forget(mk_system_t *system, uint32_t watcher)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        if (system->watches[i].watcher == watcher) {
            system->watches[i].watcher = 0;
        }
    }
}

void mk_watches_ended(mk_system_t *system, mk_actor_id_t ended, mk_exit_reason_t reason)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        mk_watch_t *watch = &system->watches[i];
        if (watch->watcher != 0 && watch->watched == ended && !watch->ended) {
            note(system, watch, reason);
        }
    }
}

void mk_system_node_down(mk_system_t *system, uint32_t node_id)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        mk_watch_t *watch = &system->watches[i];
        if (watch->watcher != 0 && mk_actor_node(watch->watched) == node_id && !watch->ended) {
            note(system, watch, MK_EXIT_UNREACHABLE);
        }
    }
}

bool mk_watches_take(mk_system_t *system, uint32_t watcher, mk_actor_id_t *ended,
                     mk_exit_reason_t *reason)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        mk_watch_t *watch = &system->watches[i];
        if (watch->watcher == watcher && watch->ended) {
            *ended = watch->watched;
            *reason = watch->reason;
            watch->watcher = 0;
            return true;
        }
    }
    return false;
}
