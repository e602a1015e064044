#include "names.h"

#include "cell.h"

#include "mk/message_type.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

size_t mk_name_length(const char *name, size_t size)
{
    size_t length = 0;
    while (length < size && name[length] != '\0') {
        const unsigned char c = (unsigned char)name[length];
        if (c < 0x20 || c == 0x7F) {
            return 0;
        }
        length++;
    }
    return length < size ? length : 0;
}

static mk_local_name_t *find_name(const mk_system_t *system, const char *name)
{
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        const mk_local_name_t *entry = &system->names[i];
        if (entry->owner != 0 && strcmp(entry->name, name) == 0) {
            return (mk_local_name_t *)entry;
        }
    }
    return NULL;
}

/** A place whose name no peer has, or has under this very text. */
static mk_local_name_t *free_place(mk_system_t *system, const char *name)
{
    mk_local_name_t *place = NULL;
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        mk_local_name_t *entry = &system->names[i];
        if (entry->owner == 0 && entry->told != 0 && strcmp(entry->name, name) == 0) {
            return entry; /* telling a peer the new owner takes the old one back */
        }
        if (entry->owner == 0 && entry->told == 0 && place == NULL) {
            place = entry;
        }
    }
    return place;
}

mk_status_t mk_names_register(mk_system_t *system, uint32_t owner, const char *name)
{
    const size_t length = mk_name_length(name, MK_NAME_SIZE);
    if (length == 0 || name[0] == '/') {
        return MK_STATUS_MALFORMED;
    }
    const mk_local_name_t *known = find_name(system, name);
    if (known != NULL) {
        return known->owner == owner ? MK_STATUS_OK : MK_STATUS_TAKEN;
    }
    mk_local_name_t *place = free_place(system, name);
    if (place == NULL) {
        return MK_STATUS_FULL;
    }
    memcpy(place->name, name, length + 1);
    place->owner = owner;
    place->told = 0;
    return MK_STATUS_OK;
}

void mk_names_forget(mk_system_t *system, uint32_t owner)
{
    for (size_t i = 0; i < MK_NAMES_MAX; i++) {
        if (system->names[i].owner == owner) {
            system->names[i].owner = 0;
        }
    }
}

size_t mk_system_path(const mk_system_t *system, const mk_cell_t *cell, char *out, size_t out_size)
{
    assert(out_size > 0);
    const mk_cell_t *line[MK_ACTOR_DEPTH_MAX + 1];
    size_t count = 0;
    for (; cell->parent != NULL; cell = cell->parent) {
        assert(count < sizeof line / sizeof line[0]);
        line[count++] = cell;
    }
    size_t length = 0;
    int added = snprintf(out, out_size, "/node/%s", system->identity);
    while (added > 0 && (size_t)added < out_size - length && count > 0) {
        length += (size_t)added;
        added = snprintf(out + length, out_size - length, "/%s", line[--count]->name);
    }
    return strlen(out);
}

mk_actor_id_t mk_system_find(const mk_system_t *system, const char *name_or_path)
{
    if (name_or_path[0] != '/') {
        const mk_local_name_t *name = find_name(system, name_or_path);
        return name == NULL ? MK_ACTOR_NONE : mk_actor_id(system->node_id, name->owner);
    }
    for (size_t i = MK_ROOT_SEQUENCE; i < MK_ACTORS_MAX; i++) {
        const mk_cell_t *cell = &system->cells[i];
        char path[MK_PATH_SIZE];
        if (mk_cell_lives(cell)) {
            mk_system_path(system, cell, path, sizeof path);
            if (strcmp(path, name_or_path) == 0) {
                return mk_actor_id(system->node_id, cell->sequence);
            }
        }
    }
    return MK_ACTOR_NONE;
}

bool mk_system_any_name(const mk_system_t *system, mk_actor_id_t id,
                        bool (*holds)(const void *context, const char *name), const void *context)
{
    const uint32_t sequence = mk_actor_sequence(id);
    const mk_cell_t *cell =
        mk_actor_node(id) == system->node_id ? mk_cell_find(system, sequence) : NULL;
    char path[MK_PATH_SIZE];
    if (cell == NULL) {
        return false;
    }
    mk_system_path(system, cell, path, sizeof path);
    bool found = holds(context, path);
    for (size_t i = 0; !found && i < MK_NAMES_MAX; i++) {
        found = system->names[i].owner == sequence && holds(context, system->names[i].name);
    }
    return found;
}
