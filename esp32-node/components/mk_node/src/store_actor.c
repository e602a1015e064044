#include "device_actors.h"

#include "byte_order.h"

#include "mk/node.h"

#include <string.h>

#define LENGTH_SIZE 4u

bool mk_store_key_is_valid(const char *key)
{
    size_t length = 0;
    for (; key[length] != '\0'; length++) {
        const char c = key[length];
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                             || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!allowed || length == MK_STORE_KEY_SIZE - 1) {
            return false;
        }
    }
    return length > 0 && key[0] != '.';
}

/** Reads the bytes behind their length. @return where the next field begins; 0 if they are not
 * there */
static uint32_t read_field(const mk_frame_t *message, uint32_t at, const uint8_t **bytes,
                           uint32_t *size)
{
    const uint32_t left = message->payload_size - at;
    if (left < LENGTH_SIZE || mk_read_u32_le(message->payload + at) > left - LENGTH_SIZE) {
        return 0;
    }
    *size = mk_read_u32_le(message->payload + at);
    *bytes = message->payload + at + LENGTH_SIZE;
    return at + LENGTH_SIZE + *size;
}

/** Reads the key. @return where the value begins; 0 if there is no well-formed key */
static uint32_t read_key(const mk_frame_t *message, char *key)
{
    const uint8_t *bytes;
    uint32_t size;
    const uint32_t next = read_field(message, 0, &bytes, &size);
    if (next == 0 || size == 0 || size >= MK_STORE_KEY_SIZE || memchr(bytes, 0, size) != NULL) {
        return 0;
    }
    memcpy(key, bytes, size);
    key[size] = '\0';
    return mk_store_key_is_valid(key) ? next : 0;
}

static mk_verdict_code_t put(const mk_store_t *store, const mk_frame_t *message, uint32_t at,
                             const char *key)
{
    const uint8_t *value;
    uint32_t size;
    if (read_field(message, at, &value, &size) != message->payload_size
        || size > MK_STORE_VALUE_MAX) {
        return MK_MALFORMED;
    }
    return mk_verdict_of(store->put(store->context, key, value, size));
}

static mk_next_t receive(mk_context_t *context, const mk_frame_t *message)
{
    const mk_node_t *node = mk_state(context);
    const mk_store_t *store = node->platform->store;
    if (message->type < MK_TYPE_STORE_PUT || message->type > MK_TYPE_STORE_REMOVE) {
        return MK_NEXT_UNHANDLED;
    }
    char key[MK_STORE_KEY_SIZE] = "";
    uint8_t value[MK_STORE_VALUE_MAX];
    size_t size = 0;
    mk_verdict_code_t verdict = MK_MALFORMED;
    const uint32_t next = read_key(message, key);
    if (next != 0 && message->type == MK_TYPE_STORE_PUT) {
        verdict = put(store, message, next, key);
    } else if (next != 0 && next == message->payload_size) {
        verdict = mk_verdict_of(message->type == MK_TYPE_STORE_GET
                                    ? store->get(store->context, key, value, &size)
                                    : store->remove(store->context, key));
    }
    size = verdict == MK_DONE ? size : 0;

    uint8_t answer[1 + 2 * LENGTH_SIZE + MK_STORE_KEY_SIZE + MK_STORE_VALUE_MAX];
    const uint32_t key_size = (uint32_t)strlen(key);
    uint8_t *at = answer;
    *at++ = (uint8_t)verdict;
    mk_write_u32_le(at, key_size);
    memcpy(at + LENGTH_SIZE, key, key_size + 1); /* the NUL is overwritten */
    at += LENGTH_SIZE + key_size;
    mk_write_u32_le(at, (uint32_t)size);
    memcpy(at + LENGTH_SIZE, value, size);
    at += LENGTH_SIZE + size;
    mk_answer(context, message, MK_TYPE_STORE_VALUE, answer, (uint32_t)(at - answer));
    return MK_NEXT_SAME;
}

static const mk_behavior_t BEHAVIOR = { .type = "store", .receive = receive };

const mk_actor_spec_t MK_STORE_ACTOR = {
    .behavior = &BEHAVIOR,
    .mailbox_capacity = 8,
    .restart = MK_PERMANENT,
};
