/**
 * What MK02 nodes say to each other: frames with source and dest 0, integers big-endian. The fields
 * of mk_link_msg_t by type, in the order in which they stand in the payload:
 *
 *   type               payload
 *   PROOF              proof: 0 or 32 bytes
 *   RESUME             first: session, second: last number had
 *   GOODBYE            reason u16, text
 *   PING PONG          first: token
 *   CREDIT             first: limit
 *   ACK                first: last number had
 *   UNDELIVERABLE      first: source, second: dest, message_type u32, reason u8, text
 *   NAME_ADD           first: actor, name
 *   NAME_REMOVE        name
 *   NAMES_END          -
 *   GROUP_JOIN         first: actor, group
 *   GROUP_LEAVE        first: actor, group
 *   WATCH UNWATCH      first: actor
 *   TERMINATED         first: actor, reason u8, second: value, text
 *
 * All functions are pure; any thread.
 */
#ifndef MK_LINK_MSG_H
#define MK_LINK_MSG_H

#include "mk/reason.h"
#include "mk/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_LINK_PROOF         0xFF020001u
#define MK_LINK_RESUME        0xFF020002u
#define MK_LINK_GOODBYE       0xFF020003u
#define MK_LINK_PING          0xFF020004u
#define MK_LINK_PONG          0xFF020005u
#define MK_LINK_CREDIT        0xFF020006u
#define MK_LINK_ACK           0xFF020007u
#define MK_LINK_UNDELIVERABLE 0xFF020008u
#define MK_LINK_NAME_ADD      0xFF020010u
#define MK_LINK_NAME_REMOVE   0xFF020011u
#define MK_LINK_NAMES_END     0xFF020012u
#define MK_LINK_GROUP_JOIN    0xFF020013u
#define MK_LINK_GROUP_LEAVE   0xFF020014u
#define MK_LINK_WATCH         0xFF020020u
#define MK_LINK_UNWATCH       0xFF020021u
#define MK_LINK_TERMINATED    0xFF020022u

/** Reasons of a GOODBYE. */
typedef enum mk_goodbye {
    MK_GOODBYE_OTHER,
    MK_GOODBYE_STOPPING,
    MK_GOODBYE_UNMOUNTED,
    MK_GOODBYE_MALFORMED,
    MK_GOODBYE_NOT_AUTHENTICATED,
    MK_GOODBYE_VERSION,
    MK_GOODBYE_ID_IN_USE,
    MK_GOODBYE_CONNECTED,
    MK_GOODBYE_BANNED,
    MK_GOODBYE_TOO_MANY
} mk_goodbye_t;

/** Reasons of an UNDELIVERABLE. */
typedef enum mk_undeliverable {
    MK_UNDELIVERABLE_NO_SUCH_ACTOR = 1,
    MK_UNDELIVERABLE_FULL,
    MK_UNDELIVERABLE_STOPPED,
    MK_UNDELIVERABLE_REFUSED,
    MK_UNDELIVERABLE_TOO_MANY,
    MK_UNDELIVERABLE_NOT_UNDERSTOOD,
    MK_UNDELIVERABLE_TOO_LATE
} mk_undeliverable_t;

/** The reason of a TERMINATED for an actor that never was, or has ended before. */
#define MK_TERMINATED_UNKNOWN 8u

/** Most bytes of a GOODBYE's, an UNDELIVERABLE's and a TERMINATED's text. */
#define MK_LINK_TEXT_MAX 512u

/** Longest payload of one that this node writes: NAME_ADD of a path. */
#define MK_LINK_MSG_SIZE_MAX 136u

/** Longest text that this node writes, so that mk_link_msg_encode has room for it. */
#define MK_LINK_TEXT_WRITTEN_MAX 80u

typedef struct mk_link_msg {
    uint32_t type;
    uint16_t reason;
    uint32_t message_type;
    uint64_t first;
    uint64_t second;
    const uint8_t *text; /**< text, name or proof; borrowed, without a NUL */
    size_t text_size;
} mk_link_msg_t;

/** Whether `type` is one of those above. */
bool mk_link_msg_is(uint32_t type);

/**
 * Writes the payload of a message, one of those above, to `out`.
 * @param out at least MK_LINK_MSG_SIZE_MAX bytes; a text has MK_LINK_TEXT_WRITTEN_MAX at most
 * @return its size
 */
uint32_t mk_link_msg_encode(const mk_link_msg_t *msg, uint8_t *out);

/**
 * Reads the payload of a message of `type`, one of those above. It has exactly the bytes that it
 * must have; names have 1..63 bytes, paths 1..127; text is UTF-8 without control characters.
 * @param[out] msg complete only with MK_STATUS_OK; borrows `payload`
 * @return MK_STATUS_OK, or MK_STATUS_MALFORMED with `reason` set
 */
mk_status_t mk_link_msg_decode(uint32_t type, const uint8_t *payload, size_t size,
                               mk_link_msg_t *msg, mk_reason_t *reason);

#endif
