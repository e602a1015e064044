/* What peers are to be told of names and paths: names first, then paths, in the order of the
 * tables. */
#include "cell.h"
#include "names.h"

#include "mk/message_type.h"

#include <assert.h>
#include <string.h>

static_assert(MK_LINKS_MAX >= 1 && MK_LINKS_MAX <= 8, "sets of peers have 8 bits");

static mk_local_name_t *next_name(mk_system_t *system, uint8_t peer)
{
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        const mk_local_name_t *name = &system->names[i];
        if (((name->told & peer) != 0) != (name->owner != 0)) {
            return &system->names[i];
        }
    }
    return NULL;
}

static mk_cell_t *next_path(mk_system_t *system, uint8_t peer)
{
    for (size_t i = MK_ROOT_SEQUENCE + 1; i < MK_ACTORS_MAX; i++) {
        mk_cell_t *cell = &system->cells[i];
        const bool is_told = (cell->path_told & peer) != 0;
        if (mk_cell_lives(cell) ? !is_told : cell->status == MK_CELL_GONE && is_told) {
            return cell;
        }
    }
    return NULL;
}

bool mk_system_announcement(mk_system_t *system, size_t peer, uint32_t *type,
                            mk_registry_msg_t *msg)
{
    const mk_local_name_t *name = next_name(system, MK_PEER_BIT(peer));
    if (name != NULL) {
        const bool owned = name->owner != 0;
        *type = owned ? MK_TYPE_NAME_REGISTER : MK_TYPE_NAME_UNREGISTER;
        msg->actor = owned ? mk_actor_id(system->node_id, name->owner) : MK_ACTOR_NONE;
        memcpy(msg->text, name->name, sizeof name->name);
        return true;
    }
    const mk_cell_t *cell = next_path(system, MK_PEER_BIT(peer));
    if (cell != NULL) {
        const bool lives = mk_cell_lives(cell);
        *type = lives ? MK_TYPE_PATH_REGISTER : MK_TYPE_PATH_UNREGISTER;
        msg->actor = lives ? mk_actor_id(system->node_id, cell->sequence) : MK_ACTOR_NONE;
        mk_system_path(system, cell, msg->text, sizeof msg->text);
        return true;
    }
    return false;
}

void mk_system_announced(mk_system_t *system, size_t peer)
{
    const uint8_t bit = MK_PEER_BIT(peer);
    mk_local_name_t *name = next_name(system, bit);
    if (name != NULL) {
        name->told = (uint8_t)(name->told ^ bit);
        return;
    }
    mk_cell_t *cell = next_path(system, bit);
    assert(cell != NULL);
    cell->path_told = (uint8_t)(cell->path_told ^ bit);
    mk_names_release(system, cell);
}

void mk_names_forget_peer(mk_system_t *system, size_t peer)
{
    const uint8_t others = (uint8_t)~MK_PEER_BIT(peer);
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        system->names[i].told &= others;
    }
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        system->cells[i].path_told &= others;
        system->cells[i].spoke_to &= others;
    }
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        mk_names_release(system, &system->cells[i]);
    }
}

static bool has_children_gone(const mk_system_t *system, const mk_cell_t *cell)
{
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        if (system->cells[i].status == MK_CELL_GONE && system->cells[i].parent == cell) {
            return true;
        }
    }
    return false;
}

void mk_names_release(mk_system_t *system, mk_cell_t *cell)
{
    while (cell->status == MK_CELL_GONE && cell->path_told == 0
           && !has_children_gone(system, cell)) {
        cell->status = MK_CELL_FREE;
        cell = cell->parent;
    }
}

void mk_names_inherit_path(mk_system_t *system, mk_cell_t *cell)
{
    char path[MK_PATH_SIZE];
    mk_system_path(system, cell, path, sizeof path);
    for (size_t i = 0; i < MK_ACTORS_MAX; i++) {
        mk_cell_t *gone = &system->cells[i];
        char old[MK_PATH_SIZE];
        if (gone->status == MK_CELL_GONE && gone->path_told != 0) {
            mk_system_path(system, gone, old, sizeof old);
            if (strcmp(path, old) == 0) {
                gone->path_told = 0;
                mk_names_release(system, gone);
            }
        }
    }
}
