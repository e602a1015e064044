#include "node_services.h"

#include "log_shipper.h"

#include <stdarg.h>
#include <stdio.h>

uint64_t mk_node_now_ms(const mk_node_t *node)
{
    return node->platform->now_ms(node->platform->context);
}

void mk_node_log(mk_node_t *node, mk_log_level_t level, const char *format, ...)
{
    char text[MK_LOG_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    node->platform->log(node->platform->context, level, text);
    mk_log_keep(&node->log, level, text);
}
