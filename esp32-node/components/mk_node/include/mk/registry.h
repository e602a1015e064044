/**
 * The names learnt from a peer: at most MK_REGISTRY_CAPACITY, in no order. Only the task that owns
 * the registry may call these functions.
 */
#ifndef MK_REGISTRY_H
#define MK_REGISTRY_H

#include "mk/actor_id.h"
#include "mk/limits.h"
#include "mk/registry_msg.h"
#include "mk/status.h"

#include <stddef.h>

typedef struct mk_registry_entry {
    char name[MK_NAME_SIZE];
    mk_actor_id_t actor;
} mk_registry_entry_t;

typedef struct mk_registry {
    mk_registry_entry_t entries[MK_REGISTRY_CAPACITY];
    size_t count;
} mk_registry_t;

/** Forgets every name; also makes fresh memory a registry. */
void mk_registry_clear(mk_registry_t *registry);

/**
 * Keeps that `name` (1..63 bytes, copied) stands for `actor`, in place of what it stood for before.
 * @return MK_STATUS_OK, or MK_STATUS_FULL if the name is new and there is no room
 */
mk_status_t mk_registry_put(mk_registry_t *registry, const char *name, mk_actor_id_t actor);

/** Forgets `name`. @return MK_STATUS_OK or MK_STATUS_NOT_FOUND */
mk_status_t mk_registry_remove(mk_registry_t *registry, const char *name);

/** The actor that `name` stands for, or MK_ACTOR_NONE. */
mk_actor_id_t mk_registry_find(const mk_registry_t *registry, const char *name);

#endif
