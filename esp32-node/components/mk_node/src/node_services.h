/** What the node gives its actors. Only the node's task, from within the functions of node.h. */
#ifndef MK_NODE_SERVICES_H
#define MK_NODE_SERVICES_H

#include "mk/node.h"

#if defined(__GNUC__)
#define MK_PRINTF_LIKE(format_at, values_at) \
    __attribute__((format(printf, format_at, values_at)))
#else
#define MK_PRINTF_LIKE(format_at, values_at)
#endif

/** Longest log line of a node with its NUL; a longer one is cut. */
#define MK_NODE_LOG_SIZE 512u

/** The platform's clock, in milliseconds. */
uint64_t mk_node_now_ms(const mk_node_t *node);

/** Formats one line, as printf, and gives it to the platform's log. */
MK_PRINTF_LIKE(3, 4)
void mk_node_log(const mk_node_t *node, mk_log_level_t level, const char *format, ...);

#endif
