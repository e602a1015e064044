/**
 * How long to wait before the next attempt to connect: at least 0.5 s, 1 s, 2 s, ... after each
 * failure in a row, and up to twice that by chance, so that nodes that lost one listener do not
 * come back in step; never more than 60 s. Pure; any thread, one at a time per backoff.
 */
#ifndef MK_BACKOFF_H
#define MK_BACKOFF_H

#include <stdint.h>

typedef struct mk_backoff {
    uint32_t floor_ms; /**< least wait after the next failure */
} mk_backoff_t;

/** Starts afresh: the next failure is the first in a row. */
void mk_backoff_reset(mk_backoff_t *backoff);

/**
 * The wait after one more failure, in milliseconds.
 * @param random any 32 bits; the caller's source of chance
 */
uint32_t mk_backoff_next_ms(mk_backoff_t *backoff, uint32_t random);

#endif
