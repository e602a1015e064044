#include "mk/hello.h"

#include "byte_order.h"
#include "field.h"

#include <assert.h>

enum {
    MAGIC_OFFSET = 0,
    NODE_ID_OFFSET = 4,
    IDENTITY_OFFSET = 8
};

void mk_hello_encode(const mk_hello_t *hello, uint8_t *out)
{
    assert(mk_node_id_is_valid(hello->node_id));
    mk_write_u32_be(out + MAGIC_OFFSET, MK_HELLO_MAGIC);
    mk_write_u32_be(out + NODE_ID_OFFSET, hello->node_id);
    mk_field_write(out + IDENTITY_OFFSET, MK_IDENTITY_SIZE, hello->identity);
}

mk_status_t mk_hello_decode(const uint8_t *bytes, size_t size, mk_hello_t *hello,
                            mk_reason_t *reason)
{
    if (size < NODE_ID_OFFSET) {
        return MK_STATUS_NEED_MORE;
    }
    const uint32_t magic = mk_read_u32_be(bytes + MAGIC_OFFSET);
    if (magic != MK_HELLO_MAGIC) {
        *reason = (mk_reason_t){
            .code = MK_REASON_BAD_MAGIC,
            .value = magic,
            .limit = MK_HELLO_MAGIC,
        };
        return MK_STATUS_MALFORMED;
    }
    if (size < MK_HELLO_LENGTH) {
        return MK_STATUS_NEED_MORE;
    }
    hello->node_id = mk_read_u32_be(bytes + NODE_ID_OFFSET);
    if (!mk_node_id_is_valid(hello->node_id)) {
        *reason = (mk_reason_t){ .code = MK_REASON_BAD_NODE_ID, .value = hello->node_id };
        return MK_STATUS_MALFORMED;
    }
    if (!mk_field_read(bytes + IDENTITY_OFFSET, MK_IDENTITY_SIZE, hello->identity)) {
        *reason = (mk_reason_t){ .code = MK_REASON_BAD_IDENTITY };
        return MK_STATUS_MALFORMED;
    }
    return MK_STATUS_OK;
}

bool mk_identity_is_valid(const char *identity)
{
    size_t length = 0;
    for (; identity[length] != '\0'; length++) {
        const char c = identity[length];
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (!allowed || length == MK_IDENTITY_SIZE - 1) {
            return false;
        }
    }
    return length > 0;
}

uint32_t mk_fnv1a32(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text != '\0'; text++) {
        hash ^= (uint8_t)*text;
        hash *= 16777619u;
    }
    return hash;
}

uint32_t mk_node_id_from_identity(const char *identity)
{
    return mk_fnv1a32(identity) % MK_NODE_ID_MAX + MK_NODE_ID_MIN;
}
