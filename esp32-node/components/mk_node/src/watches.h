/** Who is to be told of whose end. Only the system's task. */
#ifndef MK_WATCHES_H
#define MK_WATCHES_H

#include "mk/system.h"

/** As mk_watch and mk_unwatch. */
mk_status_t mk_watches_add(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched);
mk_status_t mk_watches_remove(mk_system_t *system, uint32_t watcher, mk_actor_id_t watched);

/** The watcher's life is over. */
void mk_watches_forget(mk_system_t *system, uint32_t watcher);

/** An actor has ended for good: notices to those who watch it. */
void mk_watches_ended(mk_system_t *system, mk_actor_id_t ended, mk_exit_reason_t reason);

/** Takes a notice for `watcher`. @return false if there is none */
bool mk_watches_take(mk_system_t *system, uint32_t watcher, mk_actor_id_t *ended,
                     mk_exit_reason_t *reason);

#endif
