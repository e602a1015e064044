#include "mk/registry.h"

#include <assert.h>
#include <string.h>

/** The place of `name`, or registry->count if it is not known. */
static size_t index_of(const mk_registry_t *registry, const char *name)
{
    size_t i = 0;
    while (i < registry->count && strcmp(registry->entries[i].name, name) != 0) {
        i++;
    }
    return i;
}

void mk_registry_clear(mk_registry_t *registry)
{
    registry->count = 0;
}

mk_status_t mk_registry_put(mk_registry_t *registry, const char *name, mk_actor_id_t actor)
{
    const size_t length = strlen(name);
    assert(length < MK_NAME_SIZE);
    const size_t i = index_of(registry, name);
    if (i == MK_REGISTRY_CAPACITY) {
        return MK_STATUS_FULL;
    }
    if (i == registry->count) {
        memcpy(registry->entries[i].name, name, length + 1);
        registry->count++;
    }
    registry->entries[i].actor = actor;
    return MK_STATUS_OK;
}

mk_status_t mk_registry_remove(mk_registry_t *registry, const char *name)
{
    const size_t i = index_of(registry, name);
    if (i == registry->count) {
        return MK_STATUS_NOT_FOUND;
    }
    registry->count--;
    registry->entries[i] = registry->entries[registry->count];
    return MK_STATUS_OK;
}

mk_actor_id_t mk_registry_find(const mk_registry_t *registry, const char *name)
{
    const size_t i = index_of(registry, name);
    return i < registry->count ? registry->entries[i].actor : MK_ACTOR_NONE;
}
