/** The lives of actors: how cells begin, end, and are found. Only the system's task. */
#ifndef MK_CELL_H
#define MK_CELL_H

#include "mk/system.h"

/** Payload size of the notices CHILD_EXIT and TIMER, in bytes. */
#define MK_NOTICE_SIZE 16u

/** What an actor's functions are given. */
struct mk_context {
    mk_system_t *system;
    mk_cell_t *cell;
    mk_exit_reason_t exit_reason; /**< with MK_NEXT_FAIL */
};

/** The actor that has this sequence and has not ended, or NULL. */
mk_cell_t *mk_cell_find(const mk_system_t *system, uint32_t sequence);

static inline mk_cell_t *mk_cell_root(mk_system_t *system)
{
    return &system->cells[MK_ROOT_SEQUENCE];
}

static inline bool mk_cell_lives(const mk_cell_t *cell)
{
    return cell->status == MK_CELL_HELD || cell->status == MK_CELL_RUNNING;
}

/** Makes a child of `parent`; conditions and answers as of mk_spawn. */
mk_status_t mk_cell_spawn(mk_system_t *system, mk_cell_t *parent, const char *name,
                          const mk_actor_spec_t *spec, void *state, mk_actor_id_t *id);

/** The youngest living child below `order`, or NULL. */
mk_cell_t *mk_cell_youngest(mk_system_t *system, const mk_cell_t *parent, uint32_t below_order);

/** Puts a cell at the end of the queue of those that have something to do. */
void mk_cell_ready(mk_system_t *system, mk_cell_t *cell);

/** Begins a life. */
mk_next_t mk_cell_begin(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t *failure);

/**
 * Ends a life, its children's before, youngest first; those do not come back. The cell is HELD
 * afterwards: its id, names, path and messages stay. No effect on one that is HELD.
 */
void mk_cell_end_life(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason);

/** Ends an actor for good: life, messages (dead letters), names, watches. */
void mk_cell_remove(mk_system_t *system, mk_cell_t *cell, mk_exit_reason_t reason);

#endif
