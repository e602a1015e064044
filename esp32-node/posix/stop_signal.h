/** SIGINT and SIGTERM as something that poll can wait for. */
#ifndef MK_STOP_SIGNAL_H
#define MK_STOP_SIGNAL_H

#include <stdbool.h>

/**
 * Lets SIGINT and SIGTERM make `fd` readable; a second one ends the process the hard way. SIGPIPE
 * is ignored.
 */
bool stop_signal_catch(int *fd);

#endif
