/**
 * Log lines on their way to the actor named `log` of a peer: the last MK_LOG_LINES_KEPT that nobody
 * has had yet. What has to go for newer ones is counted, and told with the next line. Only the
 * node's task.
 */
#ifndef MK_LOG_SHIPPER_H
#define MK_LOG_SHIPPER_H

#include "mk/node.h"

/** Keeps a line, if it is of level info or above. */
void mk_log_keep(mk_log_shipper_t *shipper, mk_log_level_t level, const char *text);

/** Sends what is kept, as far as there is a peer with that name, and room. */
void mk_log_ship(mk_node_t *node);

#endif
