/** Names and paths of local actors, and what peers have been told of them. Only the system's
 * task. */
#ifndef MK_NAMES_H
#define MK_NAMES_H

#include "mk/system.h"

/** The length of a name of 1..size-1 bytes without control characters; 0 if it is none. */
size_t mk_name_length(const char *name, size_t size);

/** As mk_register. */
mk_status_t mk_names_register(mk_system_t *system, uint32_t owner, const char *name);

/** Takes back all names of an actor that has ended. */
void mk_names_forget(mk_system_t *system, uint32_t owner);

/** A peer is gone, and knows nothing any more. */
void mk_names_forget_peer(mk_system_t *system, size_t peer);

/**
 * A new actor takes over what peers know of the path, if one that is gone had the same: they are
 * told the new id only, never to forget the path after that.
 */
void mk_names_inherit_path(mk_system_t *system, mk_cell_t *cell);

/**
 * Frees the place of an actor that is gone, unless its name is still needed: to tell a peer that
 * its path has gone, or a path below it.
 */
void mk_names_release(mk_system_t *system, mk_cell_t *cell);

#endif
