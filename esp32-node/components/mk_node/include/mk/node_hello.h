/**
 * The hello of MK02, integers big-endian.
 *
 *   offset  size  field
 *        0     4  magic           0x4D4B3032 "MK02"
 *        4     2  length          of the whole hello, 71..1024
 *        6     1  lowest version
 *        7     1  highest version
 *        8     4  node id         not 0
 *       12     8  incarnation     not 0
 *       20     4  features
 *       24     4  payload_max     1024 or more
 *       28     4  window          1024 or more
 *       32     4  heartbeat       100..60000 ms
 *       36    32  nonce
 *       68     1  authentication  0 none, 1 pre-shared key
 *       69     1  identity length 1..63
 *       70     n  identity, then what later versions say
 *
 * All functions are pure; any thread.
 */
#ifndef MK_NODE_HELLO_H
#define MK_NODE_HELLO_H

#include "mk/reason.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_NODE_HELLO_MAGIC      0x4D4B3032u
#define MK_NODE_HELLO_SIZE_MAX   133u  /**< of one that this node writes */
#define MK_NODE_HELLO_LENGTH_MAX 1024u /**< of one that it reads */
#define MK_NODE_VERSION          1u
#define MK_FEATURE_CONFIRMS      1u /**< bit of features: messages with a SEQUENCE are confirmed */
#define MK_NONCE_SIZE            32u
#define MK_PEER_IDENTITY_SIZE    64u /**< of an identity with its NUL */
#define MK_ROOM_MIN              1024u
#define MK_HEARTBEAT_MIN_MS      100u
#define MK_HEARTBEAT_MAX_MS      60000u

typedef struct mk_node_hello {
    uint8_t version_min;
    uint8_t version_max;
    bool authenticates;
    uint32_t node_id;
    uint64_t incarnation;
    uint32_t features;
    uint32_t payload_max;
    uint32_t window;
    uint32_t heartbeat_ms;
    uint8_t nonce[MK_NONCE_SIZE];
    char identity[MK_PEER_IDENTITY_SIZE];
} mk_node_hello_t;

/**
 * Writes a valid hello to `out`.
 * @param out at least MK_NODE_HELLO_SIZE_MAX bytes
 * @return how many were written
 */
size_t mk_node_hello_encode(const mk_node_hello_t *hello, uint8_t *out);

/**
 * Reads the hello at the start of `bytes`. A wrong magic is told from the first four bytes, a wrong
 * length from the first six.
 * @param[out] length of the hello, with MK_STATUS_OK
 * @return MK_STATUS_OK, MK_STATUS_NEED_MORE, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_node_hello_decode(const uint8_t *bytes, size_t size, mk_node_hello_t *hello,
                                 size_t *length, mk_reason_t *reason);

#endif
