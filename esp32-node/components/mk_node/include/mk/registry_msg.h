/**
 * The payloads by which nodes tell each other their names and paths. All functions are pure; any
 * thread.
 *
 *   type             text                   actor id            size
 *   NAME_REGISTER    name[64], NUL-padded   u64 little-endian     72
 *   NAME_UNREGISTER  name[64]               -                     64
 *   PATH_REGISTER    path[128], NUL-padded  u64 little-endian    136
 *   PATH_UNREGISTER  path[128]              -                    128
 */
#ifndef MK_REGISTRY_MSG_H
#define MK_REGISTRY_MSG_H

#include "mk/actor_id.h"
#include "mk/reason.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_NAME_SIZE             64u  /**< of a name with its NUL */
#define MK_PATH_SIZE             128u /**< of a path with its NUL */
#define MK_REGISTRY_MSG_SIZE_MAX (MK_PATH_SIZE + 8u)

typedef struct mk_registry_msg {
    char text[MK_PATH_SIZE]; /**< the name or path */
    mk_actor_id_t actor;     /**< MK_ACTOR_NONE in the UNREGISTER types */
} mk_registry_msg_t;

/** Whether `type` is one of the four types above. */
bool mk_registry_msg_is(uint32_t type);

/**
 * Writes the payload of a message of `type`, one of the four, to `out`, which the caller owns.
 * The text must follow the rules for its kind; padding is written as zero.
 * @param out at least MK_REGISTRY_MSG_SIZE_MAX bytes
 * @return the payload's size in bytes
 */
uint32_t mk_registry_msg_encode(uint32_t type, const mk_registry_msg_t *msg, uint8_t *out);

/**
 * Reads the payload of a message of `type`, one of the four. A name has 1..63 bytes, a path 1..127
 * and begins with '/'; neither has control characters, both end with NUL. Padding is ignored.
 * @param[out] msg complete only with MK_STATUS_OK
 * @return MK_STATUS_OK, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_registry_msg_decode(uint32_t type, const uint8_t *payload, size_t size,
                                   mk_registry_msg_t *msg, mk_reason_t *reason);

#endif
