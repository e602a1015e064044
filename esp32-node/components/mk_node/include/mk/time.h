/** Times are milliseconds of one monotonic clock; they are passed in, never read here. */
#ifndef MK_TIME_H
#define MK_TIME_H

#include <stdint.h>

/** "At no time": a deadline that is not set. */
#define MK_NEVER UINT64_MAX

#endif
