/** The payload of MK_TYPE_CAPS_REPLY: what this node is and can do, as lines of key=value. */
#ifndef MK_CAPS_H
#define MK_CAPS_H

#include <stddef.h>
#include <stdint.h>

/** Room for the longest reply: keys, numbers, an identity and a platform name of 31 bytes. */
#define MK_CAPS_SIZE_MAX 256u

typedef struct mk_caps {
    const char *platform; /**< at most 31 bytes */
    const char *identity;
    uint32_t node_id;
    uint32_t max_actors;
    uint32_t actor_count;
} mk_caps_t;

/**
 * Writes the lines, each ended by a newline, to `out` (MK_CAPS_SIZE_MAX bytes).
 * Pure; any thread.
 * @return their length in bytes; the NUL behind them does not count
 */
uint32_t mk_caps_format(const mk_caps_t *caps, char *out);

#endif
