#include "mk/registry_msg.h"

#include "byte_order.h"
#include "field.h"

#include "mk/message_type.h"

#include <assert.h>

#define ACTOR_SIZE 8u

typedef struct layout {
    uint32_t type;
    uint32_t text_size;
    uint32_t payload_size; /**< with the actor id, where the type has one */
    mk_reason_code_t bad_text;
} layout_t;

static const layout_t LAYOUTS[] = {
    { MK_TYPE_NAME_REGISTER, MK_NAME_SIZE, MK_NAME_SIZE + ACTOR_SIZE, MK_REASON_BAD_NAME },
    { MK_TYPE_NAME_UNREGISTER, MK_NAME_SIZE, MK_NAME_SIZE, MK_REASON_BAD_NAME },
    { MK_TYPE_PATH_REGISTER, MK_PATH_SIZE, MK_PATH_SIZE + ACTOR_SIZE, MK_REASON_BAD_PATH },
    { MK_TYPE_PATH_UNREGISTER, MK_PATH_SIZE, MK_PATH_SIZE, MK_REASON_BAD_PATH },
};

static const layout_t *layout_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof LAYOUTS / sizeof LAYOUTS[0]; i++) {
        if (LAYOUTS[i].type == type) {
            return &LAYOUTS[i];
        }
    }
    return NULL;
}

bool mk_registry_msg_is(uint32_t type)
{
    return layout_of(type) != NULL;
}

uint32_t mk_registry_msg_encode(uint32_t type, const mk_registry_msg_t *msg, uint8_t *out)
{
    const layout_t *layout = layout_of(type);
    assert(layout != NULL);
    mk_field_write(out, layout->text_size, msg->text);
    if (layout->payload_size > layout->text_size) {
        mk_write_u64_le(out + layout->text_size, msg->actor);
    }
    return layout->payload_size;
}

mk_status_t mk_registry_msg_decode(uint32_t type, const uint8_t *payload, size_t size,
                                   mk_registry_msg_t *msg, mk_reason_t *reason)
{
    const layout_t *layout = layout_of(type);
    assert(layout != NULL);
    if (size != layout->payload_size) {
        *reason = (mk_reason_t){
            .code = MK_REASON_SYSTEM_SIZE,
            .type = type,
            .value = (uint32_t)size,
            .limit = layout->payload_size,
        };
        return MK_STATUS_MALFORMED;
    }
    const bool is_path = layout->bad_text == MK_REASON_BAD_PATH;
    if (!mk_field_read(payload, layout->text_size, msg->text)
        || (is_path && msg->text[0] != '/')) {
        *reason = (mk_reason_t){ .code = layout->bad_text, .type = type };
        return MK_STATUS_MALFORMED;
    }
    msg->actor = layout->payload_size > layout->text_size
                     ? mk_read_u64_le(payload + layout->text_size)
                     : MK_ACTOR_NONE;
    return MK_STATUS_OK;
}
