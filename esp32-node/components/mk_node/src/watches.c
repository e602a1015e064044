#include "watches.h"

#include "cell.h"
#include "names.h"

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

/** Whether anybody here waits for the end of that actor. */
static bool is_watched(const mk_system_t *system, mk_actor_id_t watched)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        const mk_watch_t *watch = &system->watches[i];
        if (watch->watcher != 0 && watch->watched == watched && !watch->ended) {
            return true;
        }
    }
    return false;
}

mk_status_t mk_watches_remove(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched)
{
    mk_watch_t *watch = find(system, watcher, watched);
    if (watch == NULL) {
        return MK_STATUS_NOT_FOUND;
    }
    const bool was_asked = watch->asked && !watch->ended;
    watch->watcher = 0;
    if (was_asked && !is_watched(system, watched)) {
        system->transmitter.unwatch(system->transmitter.context, watched);
    }
    return MK_STATUS_OK;
}

void mk_watches_forget(mk_system_t *system, uint32_t watcher)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        if (system->watches[i].watcher == watcher) {
            (void)mk_watches_remove(system, watcher, system->watches[i].watched);
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

/* ---- for and at other nodes ---- */

mk_status_t mk_system_watch_for(mk_system_t *system, size_t peer, mk_actor_id_t watched)
{
    if (mk_actor_node(watched) != system->node_id || !exists(system, watched)) {
        return MK_STATUS_NOT_FOUND;
    }
    size_t count = 0;
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        count += system->watches[i].watcher == MK_PEER_WATCHER(peer) ? 1 : 0;
    }
    if (count >= MK_PEER_WATCHES_MAX && find(system, MK_PEER_WATCHER(peer), watched) == NULL) {
        return MK_STATUS_FULL; /* one peer does not take the places of all others */
    }
    return mk_watches_add(system, MK_PEER_WATCHER(peer), watched);
}

void mk_system_unwatch_for(mk_system_t *system, size_t peer, mk_actor_id_t watched)
{
    (void)mk_watches_remove(system, MK_PEER_WATCHER(peer), watched);
}

bool mk_system_ended_for(mk_system_t *system, size_t peer, mk_actor_id_t *ended,
                         mk_exit_reason_t *reason)
{
    return mk_watches_take(system, MK_PEER_WATCHER(peer), ended, reason);
}

void mk_system_ended_again(mk_system_t *system, size_t peer, mk_actor_id_t ended,
                           mk_exit_reason_t reason)
{
    mk_watch_t *watch = find(system, 0, MK_ACTOR_NONE);
    if (watch != NULL) { /* the place that mk_system_ended_for has just freed */
        *watch = (mk_watch_t){
            .watcher = MK_PEER_WATCHER(peer),
            .watched = ended,
            .ended = true,
            .reason = reason,
        };
    }
}

mk_actor_id_t mk_system_next_watch(mk_system_t *system, uint32_t node_id)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        mk_watch_t *watch = &system->watches[i];
        if (watch->watcher != 0 && mk_actor_node(watch->watched) == node_id && !watch->asked
            && !watch->ended) {
            for (size_t j = i; j < MK_WATCHES_MAX; j++) {
                if (system->watches[j].watched == watch->watched) {
                    system->watches[j].asked = true;
                }
            }
            return watch->watched;
        }
    }
    return MK_ACTOR_NONE;
}

void mk_system_watch_again(mk_system_t *system, mk_actor_id_t watched)
{
    for (size_t i = 0; i < MK_WATCHES_MAX; i++) {
        if (system->watches[i].watched == watched) {
            system->watches[i].asked = false;
        }
    }
}

void mk_system_remote_ended(mk_system_t *system, mk_actor_id_t ended, mk_exit_reason_t reason)
{
    if (mk_actor_node(ended) != system->node_id) {
        mk_watches_ended(system, ended, reason);
    }
}

void mk_system_forget_peer(mk_system_t *system, size_t peer)
{
    mk_watches_forget(system, MK_PEER_WATCHER(peer));
    mk_names_forget_peer(system, peer);
}
