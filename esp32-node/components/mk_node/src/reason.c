#include "mk/reason.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

void mk_reason_format(const mk_reason_t *reason, char *out, size_t out_size)
{
    assert(out_size > 0);
    out[0] = '\0';
    switch (reason->code) {
    case MK_REASON_NONE:
        break;
    case MK_REASON_REFUSED:
        snprintf(out, out_size, "the connection ended without a hello");
        break;
    case MK_REASON_ENDED:
        snprintf(out, out_size, "the connection ended");
        break;
    case MK_REASON_HELLO_TIMEOUT:
        snprintf(out, out_size, "a hello must come within %" PRIu32 " ms", reason->limit);
        break;
    case MK_REASON_BAD_MAGIC:
        snprintf(out, out_size,
                 "a hello must begin with 0x%08" PRIx32 " (MK0%c), magic=0x%08" PRIx32,
                 reason->limit, (char)(reason->limit & 0x7F), reason->value);
        break;
    case MK_REASON_BAD_NODE_ID:
        snprintf(out, out_size, "a node id must be 1..15, node_id=%" PRIu32, reason->value);
        break;
    case MK_REASON_OWN_NODE_ID:
        snprintf(out, out_size, "two nodes must not have one id, node_id=%" PRIu32, reason->value);
        break;
    case MK_REASON_BAD_IDENTITY:
        snprintf(out, out_size,
                 "an identity must be 1..31 bytes without control characters, then NUL");
        break;
    case MK_REASON_PAYLOAD_TOO_LARGE:
        snprintf(out, out_size,
                 "a payload must be at most %" PRIu32 " bytes, payload_size=%" PRIu32
                 ", type=0x%08" PRIx32,
                 reason->limit, reason->value, reason->type);
        break;
    case MK_REASON_SYSTEM_SIZE:
        snprintf(out, out_size,
                 "this payload must be %" PRIu32 " bytes, payload_size=%" PRIu32
                 ", type=0x%08" PRIx32,
                 reason->limit, reason->value, reason->type);
        break;
    case MK_REASON_BAD_NAME:
        snprintf(out, out_size,
                 "a name must be 1..63 bytes without control characters, then NUL"
                 ", type=0x%08" PRIx32,
                 reason->type);
        break;
    case MK_REASON_BAD_PATH:
        snprintf(out, out_size,
                 "a path must be '/' and up to 126 bytes without control characters, then NUL"
                 ", type=0x%08" PRIx32,
                 reason->type);
        break;
    case MK_REASON_GOODBYE:
        snprintf(out, out_size, "it said goodbye");
        break;
    case MK_REASON_SILENT:
        snprintf(out, out_size, "it has said nothing for %" PRIu32 " ms", reason->value);
        break;
    case MK_REASON_LEFT:
        snprintf(out, out_size, "%s", reason->rule);
        break;
    case MK_REASON_RULE:
        snprintf(out, out_size, "%s, value=%" PRIu32, reason->rule, reason->value);
        break;
    }
}
