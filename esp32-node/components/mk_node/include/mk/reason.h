/** Why bytes of a peer were refused, or why a link closed: a code and the values behind it. */
#ifndef MK_REASON_H
#define MK_REASON_H

#include <stddef.h>
#include <stdint.h>

typedef enum mk_reason_code {
    MK_REASON_NONE = 0,
    MK_REASON_REFUSED,           /**< the peer ended the connection instead of saying hello */
    MK_REASON_ENDED,             /**< the connection of a mounted peer ended */
    MK_REASON_HELLO_TIMEOUT,     /**< limit: milliseconds waited */
    MK_REASON_BAD_MAGIC,         /**< value: the first four bytes, limit: the right ones */
    MK_REASON_BAD_NODE_ID,       /**< value: the peer's node id */
    MK_REASON_OWN_NODE_ID,       /**< value: the node id both sides claim */
    MK_REASON_BAD_IDENTITY,      /**< empty, with control characters, or not ended by NUL */
    MK_REASON_PAYLOAD_TOO_LARGE, /**< type; value: payload size, limit: largest accepted */
    MK_REASON_SYSTEM_SIZE,       /**< type; value: payload size, limit: the right one */
    MK_REASON_BAD_NAME,          /**< type */
    MK_REASON_BAD_PATH,          /**< type */
    MK_REASON_GOODBYE,           /**< the peer said goodbye; the link has its words */
    MK_REASON_SILENT,            /**< value: milliseconds of silence */
    MK_REASON_LEFT,              /**< rule: why this node wanted it */
    MK_REASON_RULE               /**< rule: the one that was broken; value, type */
} mk_reason_code_t;

typedef struct mk_reason {
    mk_reason_code_t code;
    uint32_t type; /**< frame type, 0 where no frame is concerned */
    uint32_t value;
    uint32_t limit;
    const char *rule; /**< a constant */
} mk_reason_t;

/** Longest text of mk_reason_format, with its NUL. */
#define MK_REASON_TEXT_SIZE 160u

/**
 * Writes the rule that was broken and the value that broke it, as one line without a newline.
 * Pure; any thread. The caller owns `out`; the text is cut if `out_size` (at least 1) is too small.
 */
void mk_reason_format(const mk_reason_t *reason, char *out, size_t out_size);

#endif
