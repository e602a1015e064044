/** What follows the end of an actor: its parent's strategy decides, this carries it out. */
#ifndef MK_SUPERVISOR_H
#define MK_SUPERVISOR_H

#include "cell.h"

/**
 * The life of `cell` is over, by its own doing. Not from within an actor's functions.
 * @param now_ms the time of it
 */
void mk_supervise(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason, uint64_t now_ms);

/** Begins the lives that are due by `now_ms`, elder siblings first. */
void mk_begin_due(mk_system_t *system, uint64_t now_ms);

/** When the next life is to begin, in milliseconds; MK_NEVER if none is. */
uint64_t mk_begin_next_ms(const mk_system_t *system);

#endif
