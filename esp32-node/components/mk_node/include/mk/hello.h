/**
 * The hello, with which both sides of a TCP connection introduce themselves.
 *
 *   offset  size  field
 *        0     4  magic     0x4D4B3031 "MK01", big-endian
 *        4     4  node id   1..15, big-endian
 *        8    32  identity  UTF-8, padded with NUL, at least one NUL
 *
 * All functions are pure; any thread.
 */
#ifndef MK_HELLO_H
#define MK_HELLO_H

#include "mk/reason.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_HELLO_LENGTH  40u
#define MK_HELLO_MAGIC   0x4D4B3031u
#define MK_NODE_ID_MIN   1u
#define MK_NODE_ID_MAX   15u
#define MK_IDENTITY_SIZE 32u /**< of the field, so of an identity with its NUL */

typedef struct mk_hello {
    uint32_t node_id;
    char identity[MK_IDENTITY_SIZE];
} mk_hello_t;

/** Writes `hello`, whose identity ends with NUL, to the MK_HELLO_LENGTH bytes of `out`. */
void mk_hello_encode(const mk_hello_t *hello, uint8_t *out);

/**
 * Reads the hello at the start of `bytes`; what follows it is left alone. A wrong magic is told
 * from the first four bytes, so that a peer of another protocol is not waited for.
 * @param[out] hello complete only with MK_STATUS_OK
 * @return MK_STATUS_OK, MK_STATUS_NEED_MORE, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_hello_decode(const uint8_t *bytes, size_t size, mk_hello_t *hello,
                            mk_reason_t *reason);

/** Whether `node_id` is one that MK01 allows. */
static inline bool mk_node_id_is_valid(uint32_t node_id)
{
    return node_id >= MK_NODE_ID_MIN && node_id <= MK_NODE_ID_MAX;
}

/** Whether a node of ours may be called `identity`: 1..31 characters of a-z, 0-9 and '-'. */
bool mk_identity_is_valid(const char *identity);

/** FNV-1a, 32 bits, of the text without its NUL. */
uint32_t mk_fnv1a32(const char *text);

/** The node id of a node that none was configured for. */
uint32_t mk_node_id_from_identity(const char *identity);

#endif
