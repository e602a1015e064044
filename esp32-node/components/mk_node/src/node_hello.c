#include "mk/node_hello.h"

#include "byte_order.h"
#include "text.h"

#include <assert.h>
#include <string.h>

enum {
    MAGIC_OFFSET = 0,
    LENGTH_OFFSET = 4,
    VERSION_MIN_OFFSET = 6,
    VERSION_MAX_OFFSET = 7,
    NODE_ID_OFFSET = 8,
    INCARNATION_OFFSET = 12,
    FEATURES_OFFSET = 20,
    PAYLOAD_MAX_OFFSET = 24,
    WINDOW_OFFSET = 28,
    HEARTBEAT_OFFSET = 32,
    NONCE_OFFSET = 36,
    AUTHENTICATION_OFFSET = 68,
    IDENTITY_LENGTH_OFFSET = 69,
    IDENTITY_OFFSET = 70
};

size_t mk_node_hello_encode(const mk_node_hello_t *hello, uint8_t *out)
{
    const size_t identity_length = strlen(hello->identity);
    assert(identity_length > 0 && identity_length < MK_PEER_IDENTITY_SIZE);
    const size_t length = IDENTITY_OFFSET + identity_length;
    mk_write_u32_be(out + MAGIC_OFFSET, MK_NODE_HELLO_MAGIC);
    mk_write_u16_be(out + LENGTH_OFFSET, (uint16_t)length);
    out[VERSION_MIN_OFFSET] = hello->version_min;
    out[VERSION_MAX_OFFSET] = hello->version_max;
    mk_write_u32_be(out + NODE_ID_OFFSET, hello->node_id);
    mk_write_u64_be(out + INCARNATION_OFFSET, hello->incarnation);
    mk_write_u32_be(out + FEATURES_OFFSET, hello->features);
    mk_write_u32_be(out + PAYLOAD_MAX_OFFSET, hello->payload_max);
    mk_write_u32_be(out + WINDOW_OFFSET, hello->window);
    mk_write_u32_be(out + HEARTBEAT_OFFSET, hello->heartbeat_ms);
    memcpy(out + NONCE_OFFSET, hello->nonce, MK_NONCE_SIZE);
    out[AUTHENTICATION_OFFSET] = hello->authenticates ? 1 : 0;
    out[IDENTITY_LENGTH_OFFSET] = (uint8_t)identity_length;
    memcpy(out + IDENTITY_OFFSET, hello->identity, identity_length);
    return length;
}

static mk_status_t malformed(mk_reason_t *reason, const char *rule, uint32_t value)
{
    *reason = (mk_reason_t){ .code = MK_REASON_RULE, .rule = rule, .value = value };
    return MK_STATUS_MALFORMED;
}

static mk_status_t check(const mk_node_hello_t *hello, mk_reason_t *reason)
{
    if (hello->version_min == 0 || hello->version_max < hello->version_min) {
        return malformed(reason, "versions must be 1 <= lowest <= highest", hello->version_min);
    }
    if (hello->node_id == 0) {
        return malformed(reason, "a node id must not be 0", 0);
    }
    if (hello->incarnation == 0) {
        return malformed(reason, "an incarnation must not be 0", 0);
    }
    if (hello->payload_max < MK_ROOM_MIN) {
        return malformed(reason, "a payload limit must be at least 1024 bytes", hello->payload_max);
    }
    if (hello->window < MK_ROOM_MIN) {
        return malformed(reason, "a window must be at least 1024 bytes", hello->window);
    }
    if (hello->heartbeat_ms < MK_HEARTBEAT_MIN_MS || hello->heartbeat_ms > MK_HEARTBEAT_MAX_MS) {
        return malformed(reason, "a heartbeat must be 100..60000 ms", hello->heartbeat_ms);
    }
    return MK_STATUS_OK;
}

mk_status_t mk_node_hello_decode(const uint8_t *bytes, size_t size, mk_node_hello_t *hello,
                                 size_t *length, mk_reason_t *reason)
{
    if (size >= LENGTH_OFFSET && mk_read_u32_be(bytes + MAGIC_OFFSET) != MK_NODE_HELLO_MAGIC) {
        *reason = (mk_reason_t){
            .code = MK_REASON_BAD_MAGIC,
            .value = mk_read_u32_be(bytes + MAGIC_OFFSET),
            .limit = MK_NODE_HELLO_MAGIC,
        };
        return MK_STATUS_MALFORMED;
    }
    if (size < VERSION_MIN_OFFSET) {
        return MK_STATUS_NEED_MORE;
    }
    const size_t whole = mk_read_u16_be(bytes + LENGTH_OFFSET);
    if (whole <= IDENTITY_OFFSET || whole > MK_NODE_HELLO_LENGTH_MAX) {
        return malformed(reason, "a hello must have 71..1024 bytes", (uint32_t)whole);
    }
    if (size < whole) {
        return MK_STATUS_NEED_MORE;
    }
    const uint8_t authentication = bytes[AUTHENTICATION_OFFSET];
    const size_t identity_length = bytes[IDENTITY_LENGTH_OFFSET];
    if (authentication > 1) {
        return malformed(reason, "authentication must be 0 or 1", authentication);
    }
    if (identity_length == 0 || identity_length >= MK_PEER_IDENTITY_SIZE
        || IDENTITY_OFFSET + identity_length > whole
        || !mk_text_is_valid(bytes + IDENTITY_OFFSET, identity_length)) {
        return malformed(reason,
                         "an identity must be 1..63 bytes of UTF-8 without control characters",
                         (uint32_t)identity_length);
    }
    *hello = (mk_node_hello_t){
        .version_min = bytes[VERSION_MIN_OFFSET],
        .version_max = bytes[VERSION_MAX_OFFSET],
        .authenticates = authentication == 1,
        .node_id = mk_read_u32_be(bytes + NODE_ID_OFFSET),
        .incarnation = mk_read_u64_be(bytes + INCARNATION_OFFSET),
        .features = mk_read_u32_be(bytes + FEATURES_OFFSET),
        .payload_max = mk_read_u32_be(bytes + PAYLOAD_MAX_OFFSET),
        .window = mk_read_u32_be(bytes + WINDOW_OFFSET),
        .heartbeat_ms = mk_read_u32_be(bytes + HEARTBEAT_OFFSET),
    };
    memcpy(hello->nonce, bytes + NONCE_OFFSET, MK_NONCE_SIZE);
    memcpy(hello->identity, bytes + IDENTITY_OFFSET, identity_length);
    *length = whole;
    return check(hello, reason);
}
