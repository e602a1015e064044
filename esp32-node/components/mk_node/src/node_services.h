/** What the node gives its actors. Only the node's task, from within the functions of node.h. */
#ifndef MK_NODE_SERVICES_H
#define MK_NODE_SERVICES_H

#include "printf_like.h"

#include "mk/node.h"

/** The platform's clock, in milliseconds. */
uint64_t mk_node_now_ms(const mk_node_t *node);

/** Formats one line, as printf, and gives it to the platform's log, and to that of a peer. */
MK_PRINTF_LIKE(3, 4)
void mk_node_log(mk_node_t *node, mk_log_level_t level, const char *format, ...);

#endif
