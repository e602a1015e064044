/** The platform of a POSIX process: clock, chance and log. */
#ifndef MK_PORT_POSIX_H
#define MK_PORT_POSIX_H

#include "mk/hello.h"
#include "mk/platform.h"

typedef struct port_posix {
    char prefix[MK_IDENTITY_SIZE + 16]; /**< "mk-node porch(14)" */
    mk_log_level_t level;               /**< lines below it are not written */
    uint32_t random_state;
} port_posix_t;

/** A port for the node `identity`, which writes lines of `level` and above to stderr. */
void port_posix_init(port_posix_t *port, const char *identity, uint32_t node_id,
                     mk_log_level_t level);

/** mk_platform_t.now_ms; `context` is a port_posix_t, as below. */
uint64_t port_posix_now_ms(void *context);

/** mk_platform_t.random_u32 */
uint32_t port_posix_random_u32(void *context);

/** mk_crypto_t.random: the kernel's. */
bool port_posix_random(void *context, uint8_t *out, size_t size);

/** mk_platform_t.log */
void port_posix_log(void *context, mk_log_level_t level, const char *text);

#endif
