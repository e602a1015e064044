#include "system_log.h"

#include <stdarg.h>
#include <stdio.h>

void mk_system_log(const mk_system_t *system, mk_log_level_t level, const mk_cell_t *cell,
                   const char *format, ...)
{
    char text[MK_LOG_SIZE];
    size_t length = mk_system_path(system, cell, text, MK_PATH_SIZE);
    text[length++] = ' ';
    va_list values;
    va_start(values, format);
    vsnprintf(text + length, sizeof text - length, format, values);
    va_end(values);
    system->platform->log(system->platform->context, level, text);
    system->transmitter.logged(system->transmitter.context, level, text);
}
