/** Log lines about an actor. Only the system's task. */
#ifndef MK_SYSTEM_LOG_H
#define MK_SYSTEM_LOG_H

#include "printf_like.h"

#include "mk/system.h"

/** Writes the actor's path, then the text, as printf. */
MK_PRINTF_LIKE(4, 5)
void mk_system_log(const mk_system_t *system, mk_log_level_t level, const mk_cell_t *cell,
                   const char *format, ...);

#endif
