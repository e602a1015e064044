/** What peers may do here. Pure; any thread. */
#ifndef MK_PERMISSION_H
#define MK_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

/**
 * That a peer may send to actors of some names, and learns these names. A peer without any entry
 * may do what the entries without an identity say; if there are none of these either, everything.
 * Besides, every peer may answer an actor that has sent it something. Texts must outlive it.
 */
typedef struct mk_permission {
    const char *identity; /**< of the peer; NULL = every peer that has no entry of its own */
    const char *pattern;  /**< a name or path, or the beginning of one and `*` */
} mk_permission_t;

/** Whether a peer of that identity may send to the actor of that name. */
bool mk_permits(const mk_permission_t *permissions, size_t count, const char *identity,
                const char *name);

#endif
