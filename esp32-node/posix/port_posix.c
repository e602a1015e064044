#include "port_posix.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/** Nodes that start at the same moment must not draw the same numbers: identity and pid differ. */
static uint32_t random_seed(const char *identity)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const uint32_t seed = mk_fnv1a32(identity) ^ (uint32_t)now.tv_nsec ^ (uint32_t)now.tv_sec
                          ^ ((uint32_t)getpid() << 16);
    return seed != 0 ? seed : 1; /* xorshift never leaves 0 */
}

void port_posix_init(port_posix_t *port, const char *identity, uint32_t node_id,
                     mk_log_level_t level)
{
    // cppcheck-suppress ctuuninitvar ; a size is no use of a value
    snprintf(port->prefix, sizeof port->prefix, "mk-node %s(%" PRIu32 ")", identity, node_id);
    port->level = level;
    port->random_state = random_seed(identity);
}

uint64_t port_posix_now_ms(void *context)
{
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint32_t port_posix_random_u32(void *context)
{
    port_posix_t *port = context;
    uint32_t x = port->random_state; /* xorshift32 by G. Marsaglia */
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    port->random_state = x;
    return x;
}

bool port_posix_random(void *context, uint8_t *out, size_t size)
{
    (void)context;
    FILE *urandom = fopen("/dev/urandom", "rb");
    if (urandom == NULL) {
        return false;
    }
    const bool is_done = fread(out, 1, size, urandom) == size;
    fclose(urandom);
    return is_done;
}

void port_posix_log(void *context, mk_log_level_t level, const char *text)
{
    const port_posix_t *port = context;
    if (level >= port->level) {
        fprintf(stderr, "%s: %s\n", port->prefix, text);
    }
}
